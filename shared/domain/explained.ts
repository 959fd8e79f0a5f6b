import type { Occasion } from './occasion.ts'
import type { Check, Decision } from './situation.ts'
import { withoutCode } from './without-code.ts'

/** One occasion of one person with all its decisions, as `explain` shows it. `release` is the version that decided. */
export type Explained = {
  ledgerId: string
  occasion: Occasion
  release: string
  decisions: readonly Decision[]
}

/** As it is kept. `omitted` decisions sent nothing and were too many to keep; they can be computed again. */
export type KeptExplained = Explained & { omitted?: number }

export const explanationLimits = {
  keptSeconds: 30 * 24 * 60 * 60,
  decisions: 200, // of one occasion
  wholeTraces: 40, // of these; of the others the check that failed is kept
  sawCharacters: 300, // of the value that a check saw
} as const

/**
 * An explanation that its store can hold, whatever the number of journeys, and without codes of offers: what was sent, deferred, or moved a run comes first,
 * then whoever got furthest.
 */
export const bounded = ({ decisions, ...explained }: Explained): KeptExplained => {
  const inOrder = decisions.toSorted((a, b) => rank(a) - rank(b) || b.trace.length - a.trace.length)
  const kept = inOrder.slice(0, explanationLimits.decisions).map((decision, i) => ({
    ...('message' in decision ? { ...decision, message: withoutCode(decision.message) } : decision),
    trace: (i < explanationLimits.wholeTraces ? decision.trace : failedOf(decision)).map(shortened),
  }))
  const omitted = decisions.length - kept.length
  return { ...explained, decisions: kept, ...(omitted > 0 ? { omitted } : {}) }
}

const rank = (decision: Decision): number => ('suppressed' in decision ? 1 : 0)

const failedOf = ({ trace }: Decision): readonly Check[] => trace.filter(({ passed }) => !passed)

const shortened = (check: Check): Check =>
  check.saw.length <= explanationLimits.sawCharacters
    ? check
    : { ...check, saw: `${check.saw.slice(0, explanationLimits.sawCharacters)}…` }

/**
 * Whether an occasion came again that was decided before: all that is known of it then is what was promised. It is kept beside
 * the first explanation, which says why, or in its place where a crash has lost that one.
 */
export const isRepeated = ({ decisions }: Explained): boolean =>
  decisions.some(({ trace }) => trace[0]?.check === 'claim')

/** The messages of an explanation, by their ids. */
export const messagesIn = ({ decisions }: Explained): string[] =>
  decisions.flatMap((decision) => ('message' in decision ? [decision.message.id] : []))
