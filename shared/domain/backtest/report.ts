import type { Release } from '../release.ts'
import { chiSquareP } from './chi-square.ts'
import type { Stage } from './stage.ts'
import type { ExperimentTally, JourneyTally } from './tally.ts'

/** What a journey would have done. `reach` and `heldOut` are people, `capsHit` what a frequency cap dropped or put off. */
export type JourneyReport = {
  journeyId: string
  decisions: number
  entered: number
  sent: number
  reach: number
  heldOut: number
  capsHit: number
  suppressed: Readonly<Record<string, number>>
  deferred: Readonly<Record<string, number>>
  left: Readonly<Record<string, number>>
  tasks: number
}

/** Whether an experiment draws as it should: `p` is the chance of a split at least as uneven, if its weights hold. */
export type ExperimentReport = {
  experiment: string
  journeyId: string
  variants: readonly { id: string; drawn: number; expected?: number }[]
  p?: number
}

export type StageReport = {
  shoppers: number
  reach: number
  sent: number
  messagesPerShopper: { p50: number; p95: number; max: number }
  openRuns: number
  withdrawn: number
  updates: number
  journeys: readonly JourneyReport[]
  experiments: readonly ExperimentReport[]
}

/** Tells of all journeys of a release, also of those that nobody came near. */
export const reportOf = (stage: Stage, release: Release): StageReport => {
  const { tally } = stage
  const messages = stage.messages().sort()
  const ids = [...new Set([...release.journeys.keys(), ...tally.journeys.keys()])].sort()
  const journeys = ids.map((journeyId) => journeyReport(journeyId, tally.journeys.get(journeyId)))
  return {
    shoppers: messages.length,
    reach: messages.filter((count) => count > 0).length,
    sent: journeys.reduce((sum, { sent }) => sum + sent, 0),
    messagesPerShopper: { p50: quantile(messages, 0.5), p95: quantile(messages, 0.95), max: messages.at(-1) ?? 0 },
    openRuns: stage.openRuns(),
    withdrawn: tally.withdrawn,
    updates: tally.updates,
    journeys,
    experiments: [...tally.experiments].map(([experiment, of]) => experimentReport(experiment, of, release)),
  }
}

const journeyReport = (journeyId: string, of?: JourneyTally): JourneyReport => {
  const {
    decisions = 0,
    entered = 0,
    sent = 0,
    reach,
    heldOut,
    suppressed = {},
    deferred = {},
    left = {},
    tasks = 0,
  } = of ?? {}
  return {
    journeyId,
    decisions,
    entered,
    sent,
    reach: reach?.size ?? 0,
    heldOut: heldOut?.size ?? 0,
    capsHit: (suppressed.frequency_cap ?? 0) + (deferred.frequency_cap ?? 0),
    suppressed,
    deferred,
    left,
    tasks,
  }
}

const experimentReport = (
  experiment: string,
  { journeyId, drawn }: ExperimentTally,
  release: Release,
): ExperimentReport => {
  const counts = new Map<string, number>()
  for (const variant of drawn.values()) counts.set(variant, (counts.get(variant) ?? 0) + 1)
  const weights = weightsOf(release, journeyId, experiment)
  const ids = [...new Set([...weights.keys(), ...counts.keys()])]
  const variants = ids.map((id) => {
    const weight = weights.get(id)
    return { id, drawn: counts.get(id) ?? 0, ...(weight === undefined ? {} : { expected: weight * drawn.size }) }
  })
  const told = variants.flatMap(({ drawn, expected }) => (expected === undefined ? [] : [{ drawn, expected }]))
  return { experiment, journeyId, variants, ...(told.length > 1 ? { p: chiSquareP(told) } : {}) }
}

const weightsOf = (release: Release, journeyId: string, experiment: string): Map<string, number> => {
  const steps = release.journeys.get(journeyId)?.journey.steps ?? []
  const step = steps.find(
    (one) => one.kind === 'experiment' && [one.id, one.seed, `${journeyId}/${one.id}`].includes(experiment),
  )
  return new Map(step?.kind === 'experiment' ? step.variants.map(({ id, weight }) => [id, weight]) : [])
}

/** The nearest rank of sorted counts. */
const quantile = (sorted: Int32Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
