import type { Effect } from './effect.ts'

/**
 * One person on her way through a journey. `version` is the release in which it began, `edition` the hash of its journey then:
 * its steps are that release's, whatever is published since. `stepId` is where it waits, since when, and until when at the
 * latest, in event time; `held` says why a message waits. `place` is where it was entered; `deviceId` there is the phone.
 */
export type Run = {
  id: string
  journeyId: string
  version: string
  edition: string
  occasionId: string
  place: { venueId: string; zoneId?: string; visitId?: string; deviceId?: string }
  enteredAt: number
  stepId: string
  since: number
  until: number
  held?: Held
  /** The last message that each step sent, and how many it has sent. */
  sent: Readonly<Record<string, { messageId: string; times: number }>>
  /** The data of the event by which it was entered, for conditions and templates. */
  event?: Readonly<Record<string, unknown>>
}

/** Why a message waits that could not be sent at once. */
export type Held = 'quiet_hours' | 'frequency_cap' | 'rate_ceiling'

/**
 * A person's runs, and what journeys must remember of her: one item beside her ledger. `sequence` counts its changes.
 *
 * `entered` says how often, when last and in which visit she entered a journey; `variants` what she drew in an experiment, and
 * for which unit; `segments` whether she is in those that journeys wait for; `seen` the occasions that changed something, so
 * that what is repeated changes nothing. `wakeAt` is the one timer that is armed, in arrival time.
 */
export type Runs = {
  sequence: number
  open: readonly Run[]
  entered: Readonly<Record<string, { times: number; at: number; visitId?: string }>>
  variants: Readonly<Record<string, { variant: string; unit: string }>>
  segments?: Readonly<Record<string, boolean>>
  seen: readonly string[]
  wakeAt?: number
}

export const noRuns: Runs = { sequence: 0, open: [], entered: {}, variants: {}, seen: [] }

export const runsLimits = {
  open: 20, // of one person: one more is turned away, and it is said
  remembered: 500, // journeys that she entered, and as many variants; the oldest are let go
  seen: 128, // occasions: more than come again within the hours in which a record can
  seenLength: 12, // 72 bits
  passedOver: 20, // messages in a row without a wait: more is a loop
  eventBytes: 1024, // of the event that a run carries: without what is larger
} as const

/** What a write of the ledger changes in the runs: both are in force at once, and the runs' own item follows. */
export type RunsChange = {
  sequence: number
  opened: readonly Run[]
  moved: readonly (Partial<Run> & Pick<Run, 'id'>)[]
  closed: readonly string[]
  entered: Runs['entered']
  variants: Runs['variants']
  segments?: Runs['segments']
  seen: readonly string[]
  wakeAt: number | null
}

/** A change that is in force, and what is still to be done because of it besides. */
export type PendingRuns = { change: RunsChange; effects: readonly Effect[] }

/** What turns the runs as they are stored into these; undefined where nothing differs. */
export const changeOf = (stored: Runs, now: Runs): RunsChange | undefined => {
  if (stored === now) return undefined
  const before = new Map(stored.open.map((run) => [run.id, run]))
  const after = new Set(now.open.map(({ id }) => id))
  return {
    sequence: stored.sequence + 1,
    opened: now.open.filter(({ id }) => !before.has(id)),
    moved: now.open.flatMap((run) => {
      const was = before.get(run.id)
      return was === undefined || was === run ? [] : [moveOf(was, run)]
    }),
    closed: stored.open.flatMap(({ id }) => (after.has(id) ? [] : [id])),
    entered: newOf(stored.entered, now.entered),
    variants: newOf(stored.variants, now.variants),
    ...(now.segments === stored.segments ? {} : { segments: now.segments }),
    seen: now.seen.filter((id) => !stored.seen.includes(id)),
    wakeAt: now.wakeAt ?? null,
  }
}

/** The runs after a change. One that they have already changes nothing. */
export const applied = (runs: Runs, change: RunsChange): Runs => {
  if (runs.sequence >= change.sequence) return runs
  const moved = new Map(change.moved.map((one) => [one.id, one]))
  const { wakeAt: _, ...rest } = runs
  const open = runs.open.flatMap((run): Run[] => {
    if (change.closed.includes(run.id)) return []
    const move = moved.get(run.id)
    if (move === undefined) return [run]
    const { held: __, ...still } = run
    return [{ ...still, ...move }]
  })
  return {
    ...rest,
    sequence: change.sequence,
    open: [...open, ...change.opened],
    entered: youngest({ ...runs.entered, ...change.entered }, ({ at }) => at),
    variants: youngest({ ...runs.variants, ...change.variants }),
    ...(change.segments === undefined ? {} : { segments: change.segments }),
    seen: [...runs.seen, ...change.seen].slice(-runsLimits.seen),
    ...(change.wakeAt === null ? {} : { wakeAt: change.wakeAt }),
  }
}

/** One person's runs out of two, when a device turns out to be hers. What the customer is known by stands. */
export const mergeRuns = (known: Runs, other: Runs): Runs => ({
  ...known,
  open: [...known.open, ...other.open.filter(({ id }) => !known.open.some((run) => run.id === id))],
  entered: { ...other.entered, ...known.entered },
  variants: { ...other.variants, ...known.variants },
  seen: [...new Set([...other.seen, ...known.seen])],
})

/** Whether an occasion has changed something already. */
export const hasSeen = (runs: Runs, occasionId: string): boolean =>
  runs.seen.includes(occasionId.slice(0, runsLimits.seenLength))

export const withSeen = (runs: Runs, occasionId: string): Runs =>
  hasSeen(runs, occasionId) ? runs : { ...runs, seen: [...runs.seen, occasionId.slice(0, runsLimits.seenLength)] }

/** When the first of the open runs must be woken. */
export const nextWakeAt = ({ open }: Runs): number | undefined =>
  open.length === 0 ? undefined : Math.min(...open.map(({ until }) => until))

/** The fields that a run moves on by; `held` is always said, as its absence means something. */
const moveOf = (was: Run, run: Run): Partial<Run> & Pick<Run, 'id'> => ({
  id: run.id,
  stepId: run.stepId,
  since: run.since,
  until: run.until,
  ...(run.held === undefined ? {} : { held: run.held }),
  ...(run.sent === was.sent ? {} : { sent: run.sent }),
  ...(run.version === was.version ? {} : { version: run.version, edition: run.edition }),
})

const newOf = <T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): Record<string, T> =>
  before === after ? {} : Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value))

/** The last ones of a record that has grown too long, by age where it is known, else by when they came. */
const youngest = <T>(record: Record<string, T>, ageOf: (one: T) => number = () => 0): Record<string, T> => {
  const entries = Object.entries(record)
  if (entries.length <= runsLimits.remembered) return record
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => ageOf(a) - ageOf(b)).slice(-runsLimits.remembered))
}
