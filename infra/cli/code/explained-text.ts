import type { ExplainedDecision, Explanation } from '#shared/schemas/explanations.ts'
import { clockText } from './time-in.ts'

/** Why somebody got something or nothing, the way that people read it: what happened, and each decision with its checks. */
export const explanationText = (one: Explanation, timezone: string): string => {
  const { where, customerId, deviceId, omitted } = one
  const place = where === undefined ? '' : ` in ${[where.venueId, ...(where.zoneId ? [where.zoneId] : [])].join('/')}`
  const whom = customerId ?? deviceId
  const head = `${clockText(one.at, timezone)}  ${one.what}${place}${whom === undefined ? '' : `, ${whom}`}  (${one.release})`
  const more = omitted === undefined ? [] : [`  … and ${omitted} more that sent nothing`]
  return [head, ...decisionLines(one.decisions), ...more].join('\n')
}

/** Each decision in a sentence, and below it each check with the value that it saw. */
export const decisionLines = (decisions: readonly ExplainedDecision[]): string[] =>
  decisions.length === 0
    ? ['  no journey is about that']
    : decisions.flatMap(({ says, checks, outcome, exposures = [] }) => [
        `  ${outcome === 'suppressed' ? '✗' : '✓'} ${says}`,
        ...checks.map(({ check, passed, saw }) => `      ${passed ? '✓' : '✗'} ${check}: ${saw}`),
        ...exposures.map(({ experiment, variant }) => `      · ${experiment}: ${variant}`),
      ])
