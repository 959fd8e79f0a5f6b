import { deviceMailbox } from '#shared/domain/event.ts'
import type { JournalEntry, Outcome } from '#shared/domain/journal.ts'

/**
 * What became of a set of sightings. `sightings` counts every copy that was delivered; `parked` holds the ignored ones too,
 * all by reason in `reasons`. `redelivered` are copies beyond those: a phone that lost its connection sends again.
 * folded + duplicate + late + parked + unaccounted = sightings + redelivered.
 */
export type Count = {
  sightings: number
  folded: number
  duplicate: number
  late: number
  parked: number
  unaccounted: number
  redelivered: number
  reasons: Readonly<Record<string, number>>
  ignored: Readonly<Record<string, number>>
}

/** Accounts for sightings: each copy that a phone delivers has exactly one outcome, told apart by (record, index). */
export type Tally = {
  /** These sightings are about to be delivered by a device. */
  expect(deviceId: string, sightingIds: readonly string[]): void
  take(entry: JournalEntry): void
  /** True once every copy of every sighting of a device has its outcome. */
  isSettled(deviceId: string): boolean
  count(deviceIds: readonly string[]): Count
  /** How many outcomes are known of all that are expected. */
  progress(): { accounted: number; expected: number }
  /** Outcomes of sightings that nobody expected, by outcome. */
  strangers(): Readonly<Record<string, number>>
}

type Account = {
  expected: number
  open: number
  copiesOf: Map<string, number>
  places: Set<string>
  outcomes: Record<Outcome['outcome'], number>
  reasons: Record<string, number>
  ignored: Record<string, number>
  redelivered: number
}

/** A tally of sightings that are delivered `times` times each. Pure bookkeeping: no clock, no I/O. */
export const createTally = (times: number): Tally => {
  const accounts = new Map<string, Account>()
  const strangers: Record<string, number> = {}
  const progress = { accounted: 0, expected: 0 }

  const takeOutcome = (
    account: Account | undefined,
    record: string,
    outcome: Outcome & { index: number; id?: string },
  ) => {
    const { index, id } = outcome
    const copies = id === undefined ? undefined : account?.copiesOf.get(id)
    if (account === undefined || id === undefined || copies === undefined) {
      // enrolments, receipts and timers have outcomes too, and no id; only what was parked of them is of interest
      if (id !== undefined || outcome.outcome === 'parked') add(strangers, nameOf(outcome))
      return
    }
    const place = `${record}:${index}`
    if (account.places.has(place)) return
    account.places.add(place)
    account.copiesOf.set(id, copies + 1)
    account.outcomes[outcome.outcome] += 1
    if ('reason' in outcome) add(account.reasons, outcome.reason)
    if (outcome.outcome === 'ignored') add(account.ignored, outcome.reason)
    if (copies < times) {
      account.open -= 1
      progress.accounted += 1
    } else account.redelivered += 1
  }

  return {
    expect: (deviceId, sightingIds) => {
      const expected = sightingIds.length * times
      progress.expected += expected
      accounts.set(deviceMailbox(deviceId), {
        expected,
        open: expected,
        copiesOf: new Map(sightingIds.map((id) => [id, 0])),
        places: new Set(),
        outcomes: { folded: 0, duplicate: 0, late: 0, ignored: 0, parked: 0 },
        reasons: {},
        ignored: {},
        redelivered: 0,
      })
    },
    take: (entry) => {
      if (entry.type !== 'outcomes') return
      const account = accounts.get(entry.mailbox ?? '')
      for (const outcome of entry.outcomes) takeOutcome(account, entry.record, outcome)
    },
    isSettled: (deviceId) => accounts.get(deviceMailbox(deviceId))?.open === 0,
    count: (deviceIds) => {
      const counted = deviceIds.flatMap((id) => accounts.get(deviceMailbox(id)) ?? [])
      const total = (of: (account: Account) => number) => counted.reduce((sum, account) => sum + of(account), 0)
      return {
        sightings: total(({ expected }) => expected),
        folded: total(({ outcomes }) => outcomes.folded),
        duplicate: total(({ outcomes }) => outcomes.duplicate),
        late: total(({ outcomes }) => outcomes.late),
        parked: total(({ outcomes }) => outcomes.parked + outcomes.ignored),
        unaccounted: total(({ open }) => open),
        redelivered: total((account) => account.redelivered),
        reasons: united(counted.map(({ reasons }) => reasons)),
        ignored: united(counted.map(({ ignored }) => ignored)),
      }
    },
    progress: () => ({ ...progress }),
    strangers: () => ({ ...strangers }),
  }
}

const nameOf = (outcome: Outcome) => ('reason' in outcome ? `${outcome.outcome}: ${outcome.reason}` : outcome.outcome)

const add = (counts: Record<string, number>, name: string, count = 1) => {
  counts[name] = (counts[name] ?? 0) + count
}

const united = (all: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const sum: Record<string, number> = {}
  for (const counts of all) for (const [name, count] of Object.entries(counts)) add(sum, name, count)
  return sum
}
