import type { MessageTemplate, MessageTexts } from '#shared/domain/journey.ts'

/** From a language to those that come next: `de-AT`, `de`, then the fallbacks in the same way. All in lower case. */
export const localeChain = (locale: string, fallbacks: readonly string[]): string[] => [
  ...new Set([locale, ...fallbacks].flatMap((one) => widened(one.toLowerCase().replaceAll('_', '-').split('-')))),
]

const widened = (parts: readonly string[]): string[] =>
  parts.map((_, i) => parts.slice(0, parts.length - i).join('-')).filter((one) => one !== '')

/** A text in the first language of a chain that has it; its own language is as good as one among `locales`. */
export const textIn = (
  template: MessageTemplate,
  field: keyof MessageTexts,
  chain: readonly string[],
  ownLocale: string,
): { text: string; locale: string } | undefined => {
  const own = template[field]
  const others = Object.entries(template.locales ?? {})
  for (const wanted of chain) {
    for (const [locale, texts] of others) {
      const text = texts[field]
      if (text !== undefined && locale.toLowerCase() === wanted) return { text, locale }
    }
    if (own !== undefined && ownLocale.toLowerCase() === wanted) return { text: own, locale: ownLocale }
  }
  return own === undefined ? undefined : { text: own, locale: ownLocale }
}
