import { compileConditions } from '#shared/domain/compile-conditions.ts'
import type { CompiledCondition } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Pauses, ReleaseContent } from '#shared/domain/release.ts'
import { noRuns } from '#shared/domain/runs.ts'
import type { DueStart, ScheduleState } from '#shared/domain/schedule.ts'
import { asksHistory, segmentSubjectOf } from '#shared/domain/segment-subject.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import type { Feeds } from '#shared/domain/situation.ts'
import { lastDue } from '#shared/hours/due-times.ts'
import type { Ports } from '#shared/ports.ts'
import type { OccasionRecord } from '#shared/schemas/stream.ts'
import { keptOf } from './people-read.ts'

const minute = 60_000
const catchUpSeconds = 6 * 60 * 60 // as long as the stream brings a record again; what was due before that is over
const customersAtOnce = 400

type SchedulePorts = Pick<Ports, 'releases' | 'schedules' | 'directory' | 'people' | 'events'>

/** What was due, how many starts were put into mailboxes, and how many rounds are left for the next minute. */
export type Started = { due: number; started: number; left: number }

/**
 * Starts the journeys that are due: each for every customer of its segment, page by page, as long as there is time; the next
 * call goes on where this one ended. What was missed is caught up once, by its last time. Each start has an id of its journey,
 * time and customer, so that a page that comes twice starts nothing twice.
 */
export const startSchedules = (ports: SchedulePorts) => {
  const { schedules, directory, events } = ports
  const read = scheduledJourneys(ports)

  return async (now: number, hasTime: () => boolean): Promise<Started> => {
    const found = await schedules.find()
    const live = await read(now)
    const before: ScheduleState = found ?? { version: 0, checkedAt: now - minute, rounds: [] }
    const from = Math.max(before.checkedAt, now - catchUpSeconds * 1000)
    const starts = live.flatMap((one) => dueStart(one, from, now) ?? [])
    let state: ScheduleState = {
      ...before,
      checkedAt: Math.max(before.checkedAt, now),
      rounds: starts.length === 0 ? before.rounds : [...before.rounds, { starts }],
    }
    let started = 0
    const save = async (next: ScheduleState): Promise<boolean> => {
      const isOurs = (await schedules.save(next)) === 'written' // otherwise another call goes on from here
      state = { ...next, version: next.version + 1 }
      return isOurs
    }
    const told = () => ({ due: starts.length, started, left: state.rounds.length })
    if (!(await save(state))) return told()

    const byId = new Map(live.map((one) => [one.journeyId, one]))
    for (let round = state.rounds[0]; round !== undefined && hasTime(); round = state.rounds[0]) {
      const others = state.rounds.slice(1)
      const open = round.starts.flatMap(({ journeyId, due }) => {
        const journey = byId.get(journeyId)
        return journey === undefined ? [] : [{ journey, due }]
      })
      // whatever was unpublished or paused meanwhile reaches nobody else
      if (open.length === 0) {
        if (!(await save({ ...state, rounds: others }))) return told()
        continue
      }
      const page = await directory.list({
        limit: customersAtOnce,
        ...(round.after === undefined ? {} : { after: round.after }),
      })
      const records = await recordsFor(ports, page.customers, open, now)
      if (records.length > 0) await events.put(records)
      started += records.length
      const rounds = page.next === undefined ? others : [{ ...round, after: page.next }, ...others]
      if (!(await save({ ...state, rounds }))) return told()
    }
    return told()
  }
}

type Scheduled = {
  journeyId: string
  timezone: string
  schedule: { at: number } | { cron: string }
  segment: { condition: CompiledCondition; asksHistory: boolean }
  feeds: Feeds
}

/** The journeys that a live release starts by itself, without those that are paused. A version is read once. */
const scheduledJourneys = ({ releases }: Pick<Ports, 'releases'>) => {
  let known: { version: string; journeys: readonly (Omit<Scheduled, 'feeds'> & { venueId: string })[] } | undefined
  return async (now: number): Promise<Scheduled[]> => {
    const { version, pauses, feeds } = await releases.pointer(now)
    if (version === undefined) return []
    if (known?.version !== version) {
      const content = await releases.load(version)
      if (!content) throw new Error(`release ${version} is live but not stored: publish again, or roll back`)
      known = { version, journeys: scheduledIn(content) }
    }
    return known.journeys.filter((one) => !isPaused(one, pauses)).map((one) => ({ ...one, feeds }))
  }
}

const isPaused = ({ journeyId, venueId }: { journeyId: string; venueId: string }, pauses: Pauses): boolean =>
  pauses.everything || pauses.venues.includes(venueId) || pauses.journeys.includes(journeyId)

const scheduledIn = ({ journeys, venues, segments = [], settings = defaultSettings }: ReleaseContent) => {
  const conditions = compileConditions(segments, { seeds: settings.seeds })
  return journeys.flatMap(({ id: journeyId, entrance, paused }) => {
    if (!('schedule' in entrance) || paused) return []
    const { schedule, segmentId, venueId } = entrance
    const timezone = venues.find(({ id }) => id === venueId)?.timezone
    const condition = conditions.segment(segmentId)
    if (timezone === undefined || condition === undefined) return []
    const written = segments.find(({ id }) => id === segmentId)?.condition
    const segment = { condition, asksHistory: asksHistory(written) }
    return [{ journeyId, venueId, timezone, schedule, segment }]
  })
}

const dueStart = ({ journeyId, schedule, timezone }: Scheduled, from: number, until: number): DueStart | undefined => {
  if ('cron' in schedule) {
    const due = lastDue(schedule.cron, timezone, from, until)
    return due === undefined ? undefined : { journeyId, due }
  }
  const isDue = schedule.at > from && schedule.at <= until
  return isDue ? { journeyId, due: new Date(schedule.at).toISOString() } : undefined
}

type Open = { journey: Scheduled; due: string }

const recordsFor = async (
  { people }: Pick<Ports, 'people'>,
  customers: readonly Customer[],
  open: readonly Open[],
  now: number,
): Promise<{ key: string; body: OccasionRecord }[]> => {
  const ledgerIds = customers.map(({ id }) => `customer:${id}`)
  const found = open.some(({ journey }) => journey.segment.asksHistory)
    ? await people.find({ customerIds: [], ledgerIds })
    : undefined
  return customers.flatMap((customer) => {
    const key = `customer:${customer.id}`
    const runs = (found && keptOf(found, key)?.runs) ?? noRuns
    return open
      .filter(({ journey: { segment, feeds } }) =>
        segment.condition.holds(segmentSubjectOf(customer, runs, feeds, now)),
      )
      .map(({ journey: { journeyId }, due }) => {
        const id = derivedId('start', journeyId, due, customer.id)
        const body: OccasionRecord = {
          v: 1,
          kind: 'start',
          id,
          customerId: customer.id,
          journeyId,
          by: 'schedule',
          receivedAt: now,
        }
        return { key, body }
      })
  })
}
