import type { MessageTemplate } from '#shared/domain/journey.ts'
import { nearestName, orKnown } from '#shared/domain/nearest-name.ts'
import { hasLiquid } from '#shared/domain/template.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import { askedBy, type Parsed, parse } from './engine.ts'
import { lineOf, reasonOf } from './reasons.ts'

/** What a template may ask for: what a condition may, the offer that comes with the message, and the time. */
export const templateRoots: readonly string[] = [
  ...['customer', 'moment', 'event', 'receipt', 'device', 'visit', 'zone', 'venue'],
  ...['feeds', 'stock', 'run', 'history', 'offer', 'now'],
]

/** Everything in a message's texts that can't be read, that nobody knows, or that nobody needs, each with its place. */
export const templateFaults = (template: MessageTemplate, path: string): ReferenceFault[] => {
  const asked = new Set<string>()
  const faults = liquidIn(template).flatMap(({ field, text }) => {
    const parsed = parsedOrFault(text, `${path}.${field}`)
    if ('fault' in parsed) return [parsed.fault]
    const paths = askedBy(parsed.parsed)
    for (const one of paths) asked.add(one.join('.'))
    return strangers(paths, `${path}.${field}`)
  })
  // a text that can't be read may ask for anything
  return faults.length > 0 ? faults : neverAsked(template.fallbacks ?? {}, asked, path)
}

/** The paths that a message's texts ask for, all together; what can't be read asks for none. */
export const pathsIn = (template: MessageTemplate): (readonly (string | number)[])[] =>
  liquidIn(template).flatMap(({ field, text }) => {
    const parsed = parsedOrFault(text, field)
    return 'parsed' in parsed ? askedBy(parsed.parsed) : []
  })

const liquidIn = ({ title, body, link, locales = {} }: MessageTemplate): { field: string; text: string }[] =>
  [
    { field: 'title', text: title },
    { field: 'body', text: body },
    { field: 'link', text: link },
    ...Object.entries(locales).flatMap(([locale, texts]) =>
      Object.entries(texts).map(([field, text]) => ({ field: `locales.${locale}.${field}`, text })),
    ),
  ].flatMap(({ field, text }) => (text !== undefined && hasLiquid(text) ? [{ field, text }] : []))

const parsedOrFault = (text: string, path: string): { parsed: Parsed } | { fault: ReferenceFault } => {
  try {
    return { parsed: parse(text) }
  } catch (error) {
    const reason = `line ${lineOf(error)}: ${reasonOf(error)}`
    return { fault: { path, reason, example: 'Hello {{ customer.firstName }}' } }
  }
}

const strangers = (paths: readonly (readonly (string | number)[])[], path: string): ReferenceFault[] =>
  [...new Set(paths.map(([root]) => String(root)))].flatMap((root) =>
    templateRoots.includes(root)
      ? []
      : [
          {
            path,
            reason: `there is no ${root} to ask for; ${orKnown(root, templateRoots)}`,
            example: `{{ ${nearestName(root, templateRoots) ?? 'customer'}.name }}`,
          },
        ],
  )

const neverAsked = (
  fallbacks: Readonly<Record<string, string>>,
  asked: ReadonlySet<string>,
  path: string,
): ReferenceFault[] =>
  Object.keys(fallbacks).flatMap((name) => {
    if (asked.has(name)) return []
    const meant = nearestName(name, asked)
    const mend = meant === undefined ? 'take it away' : `did you mean "${meant}"?`
    return [
      {
        path: `${path}.fallbacks.${name}`,
        reason: `no text asks for ${name}; ${mend}`,
        ...(meant === undefined ? {} : { example: { [meant]: fallbacks[name] } }),
      },
    ]
  })
