import { fieldFault, subjectRoots } from '#shared/domain/condition-fields.ts'
import type { MessageTemplate } from '#shared/domain/journey.ts'
import { nearestName } from '#shared/domain/nearest-name.ts'
import { hasLiquid } from '#shared/domain/template.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import type { Parsed, Path } from './engine.ts'
import { lineOf, reasonOf } from './reasons.ts'

/** What a template may ask for: what a condition may, the offer that comes with the message, and the time. */
const roots: readonly string[] = [...subjectRoots, 'offer', 'now']

type Parse = (text: string) => Parsed

/** Everything in a message's texts that can't be read, that nobody knows, or that nobody needs, each with its place. */
export const templateFaults = (template: MessageTemplate, path: string, parse: Parse): ReferenceFault[] => {
  const asked = new Set<string>()
  const faults = liquidIn(template).flatMap(({ field, text }) => {
    const parsed = parsedOrFault(text, `${path}.${field}`, parse)
    if ('fault' in parsed) return [parsed.fault]
    for (const one of parsed.asked) asked.add(one.join('.'))
    return strangers(parsed.asked, `${path}.${field}`)
  })
  // a text that can't be read may ask for anything
  return faults.length > 0 ? faults : neverAsked(template.fallbacks ?? {}, asked, path)
}

/** The paths that a message's texts ask for, all together. Throws where one can't be read. */
export const pathsIn = (template: MessageTemplate, parse: Parse): Path[] =>
  liquidIn(template).flatMap(({ text }) => parse(text).asked)

const liquidIn = ({ title, body, link, locales = {} }: MessageTemplate): { field: string; text: string }[] =>
  [
    { field: 'title', text: title },
    { field: 'body', text: body },
    { field: 'link', text: link },
    ...Object.entries(locales).flatMap(([locale, texts]) =>
      Object.entries(texts).map(([field, text]) => ({ field: `locales.${locale}.${field}`, text })),
    ),
  ].flatMap(({ field, text }) => (text !== undefined && hasLiquid(text) ? [{ field, text }] : []))

const parsedOrFault = (text: string, path: string, parse: Parse): Parsed | { fault: ReferenceFault } => {
  try {
    return parse(text)
  } catch (error) {
    const reason = `line ${lineOf(error)}: ${reasonOf(error)}`
    return { fault: { path, reason, example: 'Hello {{ customer.firstName }}' } }
  }
}

/** What nobody can ask for: a root that there is none of, and a field that its root never has. */
const strangers = (paths: readonly Path[], path: string): ReferenceFault[] => {
  const asked = new Map(paths.map((one) => [one.join('.'), one]))
  const faults = [...asked].flatMap(([name, [root, ...fields]]) => {
    // all of customer may be gone through, field by field
    const wrong = fieldFault(fields.length === 0 ? `${root}.any` : name, roots)
    return wrong === undefined || (fields.length === 0 && roots.includes(String(root)))
      ? []
      : [{ path, reason: wrong.reason, example: `{{ ${wrong.example.replaceAll('"', '')} }}` }]
  })
  return faults.filter(({ reason }, i) => faults.findIndex((one) => one.reason === reason) === i)
}

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
