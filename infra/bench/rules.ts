import type { Subject } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { compileRelease, type Release } from '#shared/domain/release.ts'
import { noRuns } from '#shared/domain/runs.ts'
import { subjectOf } from '#shared/domain/subject.ts'
import { customerOf, deviceOf } from './crowd.ts'
import { opensAt, releaseOf, venueId, zoneCount, zoneIdOf } from './mall.ts'
import { measureRate } from './measure.ts'
import { type Peer, peers } from './peers.ts'
import type { Result } from './result.ts'

/** Somebody enters a shop: of so many zones each one in turn. */
export const momentOf = (i: number, zones = zoneCount): Moment => ({
  id: `moment-${i}`,
  kind: 'zone.enter',
  deviceId: deviceOf(i),
  customerId: customerOf(i).id,
  venueId,
  zoneId: zoneIdOf(i % zones),
  visitId: `visit-${i}`,
  occurredAt: opensAt,
  receivedAt: opensAt,
})

const nothingTold = { release: compileRelease({ version: '', publishedAt: 0, venues: [], journeys: [] }), feeds: {} }

/** What conditions can ask about a customer's moment. */
export const askedBy = (moment: Moment, customer: Customer): Subject =>
  subjectOf({ occasion: moment, device: { kind: 'phone' }, customer, runs: noRuns, rules: nothingTold, now: opensAt })

type Visitor = { moment: Moment; subject: () => Subject }

const visitorsOf = (zones: number): Visitor[] =>
  Array.from({ length: Math.max(zones, zoneCount) }, (_, i) => {
    const moment = momentOf(i, zones)
    const customer = customerOf(i)
    return { moment, subject: () => askedBy(moment, customer) }
  })

/** How many journeys a moment lets somebody into, as `decide` asks it. */
export const matchesOf = (release: Release, moment: Moment, subject: () => Subject): number => {
  const candidates = release.candidates(moment)
  if (candidates.length === 0) return 0
  const asked = subject()
  const barred = release.barred(moment, () => asked)
  let count = 0
  for (const one of candidates) if (!barred.has(one) && one.audience?.holds(asked) !== false) count++
  return count
}

const journeysOfAZone = 10

/**
 * Rules alone: which journeys a moment lets somebody into. With zones that grow with the journeys, ten in each; or all of them
 * in so many zones.
 */
const measureOwnRules = async (journeys: number, seconds: number, zones = journeys / journeysOfAZone) => {
  const release = compileRelease(releaseOf(journeys, zones))
  const visitors = visitorsOf(zones)
  const of = `rules alone, ${journeys.toLocaleString('en')} journeys in ${zones.toLocaleString('en')} zones`
  return measureRate(of, { events: visitors.length, seconds }, () => {
    let count = 0
    for (const { moment, subject } of visitors) count += matchesOf(release, moment, subject)
    return count
  })
}

/** The same journeys and moments through other libraries: how many times as fast we are. Throws if they do not agree. */
const measurePeers = async (journeys: number, seconds: number, ours: number): Promise<Result[]> => {
  const zones = journeys / journeysOfAZone
  const content = releaseOf(journeys, zones)
  const release = compileRelease(content)
  const visitors = visitorsOf(zones)
  const results: Result[] = []
  for (const make of peers) {
    const peer = make(content.journeys)
    await agree(peer, release, visitors)
    let next = 0
    const name = `rules alone, ${journeys.toLocaleString('en')} journeys: ${peer.name}`
    const theirs = await measureRate(name, { events: 1, seconds }, () =>
      peer.matches(visitors[next++ % visitors.length]?.subject() ?? {}),
    )
    results.push({ ...theirs, peer: peer.name, ratio: ours / theirs.value })
  }
  return results
}

const agree = async (peer: Peer, release: Release, visitors: readonly Visitor[]): Promise<void> => {
  for (const { moment, subject } of visitors.slice(0, 3)) {
    const [ours, theirs] = [matchesOf(release, moment, subject), await peer.matches(subject())]
    if (ours !== theirs) throw new Error(`${moment.zoneId}: ${peer.name} finds ${theirs} journeys, we find ${ours}`)
  }
}

/** Rules at 10 to 10,000 journeys, alone and beside others, and how much slower many make them. */
export const measureRules = async (): Promise<Result[]> => {
  const results: Result[] = []
  const p50s = new Map<number, number>()
  for (const journeys of [10, 100, 1000, 10_000]) {
    const ours = await measureOwnRules(journeys, 1)
    p50s.set(journeys, ours.p50Us)
    results.push(ours, ...(await measurePeers(journeys, 0.5, ours.value)))
  }
  const slower = (p50s.get(10_000) ?? Number.NaN) / (p50s.get(100) ?? Number.NaN)
  return [
    ...results,
    { name: 'rules alone: p50 at 10,000 journeys, of that at 100', unit: '×', value: slower },
    await measureOwnRules(10_000, 1, zoneCount),
  ]
}
