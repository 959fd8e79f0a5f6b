import type { Decided, Decision, Person } from '../situation.ts'

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

/** Counts what an occasion came to for the person of a number. `before` is as she was. Returns how many messages she got. */
export const count = (tally: Tally, number: number, before: Person, { decisions, effects }: Decided): number => {
  let messages = 0
  for (const decision of decisions) {
    const of = tallyOf(tally, decision.journeyId)
    of.decisions += 1
    if (decision.runId !== undefined && !before.runs.open.some(({ id }) => id === decision.runId)) of.entered += 1
    if ('message' in decision) {
      of.sent += 1
      of.reach.add(number)
      messages += 1
    } else countOther(of, number, decision)
    for (const { experiment, variant, unit } of decision.exposures ?? []) {
      const drawn = tally.experiments.get(experiment) ?? { journeyId: decision.journeyId, drawn: new Map() }
      tally.experiments.set(experiment, drawn)
      drawn.drawn.set(unit, variant)
    }
  }
  for (const { effect, ...of } of effects) {
    if (effect === 'withdraw') tally.withdrawn += 1
    if (effect === 'update') tally.updates += 1
    if ('task' in of) tallyOf(tally, of.task.journeyId).tasks += 1
  }
  return messages
}

const countOther = (of: JourneyTally, number: number, decision: Decision) => {
  if ('suppressed' in decision) {
    add(of.suppressed, decision.suppressed)
    if (decision.suppressed === 'holdout') of.heldOut.add(number)
  } else if ('deferred' in decision) add(of.deferred, decision.deferred)
  else if ('left' in decision) add(of.left, decision.left)
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
