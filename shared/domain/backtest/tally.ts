import type { Decided, Person } from '../situation.ts'

type Counts = Record<string, number>

/** What became of one journey. People are told by their numbers. */
export type JourneyTally = {
  decisions: number
  entered: number
  sent: number
  reach: Set<number>
  suppressed: Counts
  deferred: Counts
  left: Counts
  heldOut: Set<number>
  tasks: number
}

/** Which variants were drawn in an experiment, each unit once. */
export type ExperimentTally = { journeyId: string; drawn: Map<string, string> }

export type Tally = {
  journeys: Map<string, JourneyTally>
  experiments: Map<string, ExperimentTally>
  withdrawn: number
  updates: number
}

export const newTally = (): Tally => ({ journeys: new Map(), experiments: new Map(), withdrawn: 0, updates: 0 })

/** Counts what an occasion came to for the person of a number. `before` is as she was. */
export const count = (tally: Tally, number: number, before: Person, { decisions, claims, effects }: Decided): void => {
  for (const decision of decisions) {
    const of = tallyOf(tally, decision.journeyId)
    of.decisions += 1
    const isMoved = before.runs.open.some(({ id }) => id === decision.runId)
    if (!isMoved && !('suppressed' in decision)) of.entered += 1
    if ('suppressed' in decision) {
      add(of.suppressed, decision.suppressed)
      if (decision.suppressed === 'holdout') of.heldOut.add(number)
    } else if ('deferred' in decision) add(of.deferred, decision.deferred)
    else if ('left' in decision) add(of.left, decision.left)
    for (const { experiment, variant, unit } of decision.exposures ?? []) {
      const drawn = tally.experiments.get(experiment) ?? { journeyId: decision.journeyId, drawn: new Map() }
      tally.experiments.set(experiment, drawn)
      drawn.drawn.set(unit, variant)
    }
  }
  for (const { journeyId } of claims) {
    const of = tallyOf(tally, journeyId)
    of.sent += 1
    of.reach.add(number)
  }
  for (const one of effects) {
    if (one.effect === 'withdraw') tally.withdrawn += 1
    if (one.effect === 'update') tally.updates += 1
    if (one.effect === 'task') tallyOf(tally, one.task.journeyId).tasks += 1
  }
}

const add = (counts: Counts, key: string) => {
  counts[key] = (counts[key] ?? 0) + 1
}

const tallyOf = ({ journeys }: Tally, journeyId: string): JourneyTally => {
  const known = journeys.get(journeyId)
  if (known) return known
  const made: JourneyTally = {
    decisions: 0,
    entered: 0,
    sent: 0,
    reach: new Set(),
    suppressed: {},
    deferred: {},
    left: {},
    heldOut: new Set(),
    tasks: 0,
  }
  journeys.set(journeyId, made)
  return made
}
