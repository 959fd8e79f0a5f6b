import type { Subject } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { compileRelease, type Release } from '#shared/domain/release.ts'
import { noRuns } from '#shared/domain/runs.ts'
import { subjectOf } from '#shared/domain/subject.ts'
import { customerOf, deviceOf } from './crowd.ts'
import { opensAt, releaseOf, venueId, zoneCount, zoneIdOf } from './mall.ts'
import { measureRate } from './measure.ts'
import { jsonLogic, jsonRules, type Peer } from './peers.ts'
import type { Result } from './result.ts'

/** Somebody enters a shop: every hundredth moment is in the same one. */
export const momentOf = (i: number): Moment => ({
  id: `moment-${i}`,
  kind: 'zone.enter',
  deviceId: deviceOf(i),
  customerId: customerOf(i).id,
  venueId,
  zoneId: zoneIdOf(i % zoneCount),
  visitId: `visit-${i}`,
  occurredAt: opensAt,
  receivedAt: opensAt,
})

const entered = (i: number): { moment: Moment; subject: () => Subject } => {
  const moment = momentOf(i)
  const customer = customerOf(i)
  return { moment, subject: () => askedBy(moment, customer) }
}

const nothingTold = { release: compileRelease({ version: '', publishedAt: 0, venues: [], journeys: [] }), feeds: {} }

/** What conditions can ask about a customer's moment. */
export const askedBy = (moment: Moment, customer: Customer): Subject =>
  subjectOf({ occasion: moment, device: { kind: 'phone' }, customer, runs: noRuns, rules: nothingTold, now: opensAt })

/** How many journeys a moment lets somebody into, as `decide` asks it. */
export const matchesOf = (release: Release, moment: Moment, subject: () => Subject): number => {
  const candidates = release.candidates(moment)
  if (candidates.length === 0) return 0
  const asked = subject()
  let count = 0
  for (const { audience } of candidates) if (audience?.holds(asked) !== false) count++
  return count
}

/** Rules alone at so many journeys, and the same journeys and moments through two libraries. Throws if they do not agree. */
export const measureRules = async (journeys: number, seconds: number): Promise<Result[]> => {
  const content = releaseOf(journeys)
  const release = compileRelease(content)
  const visitors = Array.from({ length: zoneCount }, (_, i) => entered(i))
  const of = `rules alone, ${journeys.toLocaleString('en')} journeys`
  const ours = await measureRate(of, { events: visitors.length, seconds }, () => {
    let count = 0
    for (const { moment, subject } of visitors) count += matchesOf(release, moment, subject)
    return count
  })
  const results: Result[] = [ours]
  for (const peer of [jsonLogic(content.journeys), jsonRules(content.journeys)]) {
    await agree(peer, release, visitors)
    let next = 0
    const theirs = await measureRate(`${of}: ${peer.name}`, { events: 1, seconds }, () =>
      peer.matches(visitors[next++ % visitors.length]?.subject() ?? {}),
    )
    results.push({ ...theirs, peer: peer.name, ratio: ours.value / theirs.value })
  }
  return results
}

const agree = async (peer: Peer, release: Release, visitors: readonly ReturnType<typeof entered>[]): Promise<void> => {
  for (const { moment, subject } of visitors.slice(0, 3)) {
    const [ours, theirs] = [matchesOf(release, moment, subject), await peer.matches(subject())]
    if (ours !== theirs) throw new Error(`${moment.zoneId}: ${peer.name} finds ${theirs} journeys, we find ${ours}`)
  }
}
