import { decide } from '#shared/domain/decide.ts'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Outcome } from '#shared/domain/journal.ts'
import { type Claim, type Ledger, ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, type Presence, withTimer } from '#shared/domain/presence.ts'
import type { Release } from '#shared/domain/release.ts'
import { noRuns, type Runs } from '#shared/domain/runs.ts'
import type { Decision } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aCustomer, aLedger, morning } from './builders.ts'
import { saved } from './situation.ts'

export type TimerEvent = Extract<MailboxEvent, { kind: 'timer' }>

/** When a timer comes back, against when it was due, and how often. */
export type TimerHabit = { offsetMs: number; copies: number }

/** A mailbox and all that became of it. `events` are what it got, timers included, in order; `outcomes` one for each. */
export type Life = {
  presence: Presence | undefined
  ledgers: ReadonlyMap<string, Ledger>
  runs: ReadonlyMap<string, Runs>
  events: readonly MailboxEvent[]
  outcomes: readonly Outcome[]
  moments: readonly Moment[]
  decisions: readonly (Decision & { moment: Moment })[]
  claims: readonly Claim[]
}

const unborn: Life = {
  presence: undefined,
  ledgers: new Map(),
  runs: new Map(),
  events: [],
  outcomes: [],
  moments: [],
  decisions: [],
  claims: [],
}

export const enrolment: Extract<MailboxEvent, { kind: 'enrol' }> = {
  kind: 'enrol',
  deviceId: 'phone-1',
  deviceKind: 'phone',
  staff: false,
  receivedAt: morning,
}

/** The release that an event sees. */
export type Releases = (event: MailboxEvent) => Release

/** Folds, decides and claims one event after the other, as `engage-visitors` does with batches of one. No timers come by themselves. */
export const relive = (events: readonly MailboxEvent[], releases: Releases, before: Life = unborn): Life =>
  events.reduce((life, event) => next(life, event, releases(event)), before)

/** The same with timers: each one that is armed comes back by a habit, taken in turn, until none is armed any more. */
export const live = (
  arrivals: readonly MailboxEvent[],
  releases: Releases,
  habits: readonly TimerHabit[],
  before: Life = unborn,
): Life => {
  let life = before
  let armed = 0
  let ringing: { at: number; timer: TimerEvent }[] = []
  const go = (event: MailboxEvent) => {
    const timerAt = life.presence?.timerAt
    life = next(life, event, releases(event))
    const dueAt = life.presence?.timerAt
    if (dueAt === undefined || dueAt === timerAt) return
    const { offsetMs, copies } = habits[armed++ % habits.length] ?? { offsetMs: 0, copies: 1 }
    // a timer that is armed when it is overdue comes at once; one that comes early says the time that it was armed for
    const at = Math.max(event.receivedAt, dueAt + offsetMs)
    const ring = { at, timer: { ...timer(dueAt), receivedAt: Math.max(at, dueAt) } }
    const rings = Array.from({ length: copies }, () => ring)
    ringing = [...ringing, ...rings].toSorted((a, b) => a.at - b.at)
  }
  const ring = (until: number) => {
    for (let [first] = ringing; first && first.at <= until; [first] = ringing) {
      ringing = ringing.slice(1)
      go(first.timer)
    }
  }
  for (const arrival of arrivals) {
    ring(arrival.receivedAt)
    go(arrival)
  }
  ring(Number.POSITIVE_INFINITY)
  return life
}

/** A timer of the phone's mailbox, on time. */
export const timer = (dueAt: number): TimerEvent => ({
  kind: 'timer',
  mailbox: 'device:phone-1',
  dueAt,
  receivedAt: dueAt,
})

const next = (life: Life, event: MailboxEvent, release: Release): Life => {
  const advanced = advance(life.presence, event, release)
  const presence = advanced.presence && withTimer(advanced.presence, release).presence
  const ledgers = new Map(life.ledgers)
  const runs = new Map(life.runs)
  const decisions = [...life.decisions]
  const claims = [...life.claims]
  for (const moment of advanced.moments) {
    const ledgerId = ledgerIdOf(moment)
    const ledger = ledgers.get(ledgerId) ?? aLedger()
    const { customerId } = moment
    const decided = decide({
      occasion: moment,
      device: { kind: presence?.deviceKind ?? 'phone', staff: presence?.staff ?? false },
      person: {
        customer: customerId === undefined ? undefined : aCustomer({ id: customerId }),
        ledger,
        runs: runs.get(ledgerId) ?? noRuns,
        stored: runs.get(ledgerId) ?? noRuns,
      },
      rules: rulesOf(release),
      granted: new Map(),
      now: moment.receivedAt,
    })
    const after = saved(decided.person)
    ledgers.set(ledgerId, after.ledger)
    runs.set(ledgerId, after.runs)
    decisions.push(...decided.decisions.map((decision) => ({ ...decision, moment })))
    claims.push(...decided.claims)
  }
  return {
    presence,
    ledgers,
    runs,
    events: [...life.events, event],
    outcomes: [...life.outcomes, advanced.outcome],
    moments: [...life.moments, ...advanced.moments],
    decisions,
    claims,
  }
}
