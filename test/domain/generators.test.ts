import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { anchorKey } from '#shared/domain/sighting.ts'
import { type Copy, copies, withCopies } from '#test/support/copies.ts'
import { latenessMsOf, releases, scenes } from '#test/support/generators.ts'
import { type Life, live, relive, type TimerEvent } from '#test/support/mailbox.ts'
import { beaconOf } from '#test/support/venues.ts'

type Sighting = Extract<MailboxEvent, { kind: 'sighting' }>

const scenesSeen = 400
const samples = fc.sample(fc.tuple(scenes, copies), { numRuns: scenesSeen, seed: 7 }).map(([scene, again]) => {
  const once = live(scene.arrivals, () => scene.release, scene.habits)
  return { ...scene, once, latenessMs: latenessMsOf(scene.content), more: moreOf(once, again, scene) }
})

function moreOf(
  once: Life,
  again: readonly Copy[],
  { content, release }: typeof scenes extends fc.Arbitrary<infer S> ? S : never,
) {
  return relive(withCopies(once, again, latenessMsOf(content)), () => release)
}

/** In how many percent of the walks something happens at least once. */
const share = (happens: (sample: (typeof samples)[number]) => boolean): number =>
  Math.round((100 * samples.filter(happens).length) / scenesSeen)

const sightings = ({ events }: Life): Sighting[] => events.filter((event) => event.kind === 'sighting')
const timers = ({ events }: Life): TimerEvent[] => events.filter((event) => event.kind === 'timer')

/** Whether two neighbours of a list ever stand so to each other. */
const neighbours = <T>(list: readonly T[], so: (a: T, b: T) => boolean): boolean =>
  list.some((one, i) => i > 0 && so(list[i - 1] ?? one, one))

const inOrderOfTime = (list: readonly Sighting[]) =>
  list.toSorted((a, b) => a.sighting.occurredAt - b.sighting.occurredAt)

const silences = ({ once }: (typeof samples)[number]): number[] => {
  const times = inOrderOfTime(sightings(once)).map(({ sighting }) => sighting.occurredAt)
  return times.slice(1).map((time, i) => (time - (times[i] ?? time)) / 1000)
}

test('the walks hold what may go wrong: reordering, ties, skew, gaps, weak and loud signals, several venues', () => {
  const percent = {
    reordered: share(({ once }) =>
      neighbours(sightings(once), (a, b) => b.sighting.occurredAt < a.sighting.occurredAt),
    ),
    tied: share(({ once }) => neighbours(sightings(once), (a, b) => a.sighting.occurredAt === b.sighting.occurredAt)),
    clockAhead: share(({ once }) => sightings(once).some(({ sighting }) => sighting.deviceTime > sighting.receivedAt)),
    clockBehind: share(({ once, latenessMs }) =>
      sightings(once).some(({ sighting }) => sighting.receivedAt - sighting.occurredAt > latenessMs),
    ),
    shortSilence: share((one) => silences(one).some((seconds) => seconds > 10 && seconds < 60)),
    longSilence: share((one) => silences(one).some((seconds) => seconds > 100)),
    loud: share(({ once }) => sightings(once).some(({ sighting }) => sighting.rssi > -76)),
    tooWeakToEnter: share(({ once }) => sightings(once).some(({ sighting }) => sighting.rssi < -85)),
    tooWeakToStay: share(({ once }) => sightings(once).some(({ sighting }) => sighting.rssi < -97)),
    severalVenues: share(({ once }) => new Set(sightings(once).map(({ venueId }) => venueId)).size > 1),
    identified: share(({ once }) => once.events.some(({ kind }) => kind === 'identify')),
  }
  console.info('percent of walks:', percent)
  expect(Object.entries(percent).filter(([, value]) => value < 10)).toEqual([])
})

test('the walks bring about what they should: three zones deep, dwells, both venues, messages and reasons', () => {
  const percent = {
    threeDeep: share(({ once }) =>
      once.moments.some(({ zoneId, kind }) => zoneId === 'boots' && kind === 'zone.enter'),
    ),
    dwells: share(({ once }) => once.moments.some(({ kind }) => kind === 'zone.dwell')),
    leaves: share(({ once }) => once.moments.some(({ kind }) => kind === 'venue.exit')),
    bothVenues: share(({ once }) => new Set(once.moments.map(({ venueId }) => venueId)).size > 1),
    returns: share(
      ({ once }) =>
        once.moments.filter(({ kind, venueId }) => kind === 'venue.enter' && venueId === 'store').length > 1,
    ),
    promises: share(({ once }) => once.claims.some(({ message }) => message.class === 'marketing')),
    capped: share(({ once }) =>
      once.decisions.some((one) => 'suppressed' in one && one.suppressed === 'frequency_cap'),
    ),
    outranked: share(({ once }) => once.decisions.some((one) => 'suppressed' in one && one.suppressed === 'outranked')),
    stale: share(({ once }) => once.decisions.some((one) => 'suppressed' in one && one.suppressed === 'stale')),
  }
  console.info('percent of walks:', percent)
  expect(Object.entries(percent).filter(([, value]) => value < 10)).toEqual([])
})

test('timers come on time, early, late, twice and stale; copies come as duplicates, late, and with another time', () => {
  const percent = {
    onTime: share(({ once }) => timers(once).some(({ dueAt, receivedAt }) => receivedAt === dueAt)),
    // before something that arrived before it was due
    early: share(({ once: { events } }) =>
      events.some((one, i) => one.kind === 'timer' && (events[i + 1]?.receivedAt ?? one.receivedAt) < one.receivedAt),
    ),
    late: share(({ once }) => timers(once).some(({ dueAt, receivedAt }) => receivedAt > dueAt)),
    twice: share(({ once }) => new Set(timers(once).map(({ dueAt }) => dueAt)).size < timers(once).length),
    stale: share(({ more }) => more.outcomes.some((one) => one.outcome === 'ignored' && one.reason === 'stale_timer')),
    duplicates: share(({ more }) => more.outcomes.some(({ outcome }) => outcome === 'duplicate')),
    lateCopies: share(({ more }) => more.outcomes.some(({ outcome }) => outcome === 'late')),
    anotherTime: share(({ more }) => {
      const times = new Map<string, number>()
      return sightings(more).some(({ sighting: { anchor, deviceTime, occurredAt } }) => {
        const sighting = `${anchorKey(anchor)} ${deviceTime}`
        const first = times.get(sighting)
        times.set(sighting, first ?? occurredAt)
        return first !== undefined && first !== occurredAt
      })
    }),
  }
  console.info('percent of walks:', percent)
  expect(Object.entries(percent).filter(([, value]) => value < 10)).toEqual([])
})

test('new releases do take zones away, nest them anew, and bring others', () => {
  const [usual] = fc.sample(releases(), 1).map((content) => compileRelease(content))
  const paths = fc.sample(releases('relaid'), { numRuns: scenesSeen, seed: 7 }).map((content) => {
    const venue = compileRelease(content).venues.get('store')
    return venue?.place({ beacon: beaconOf('boots') })?.path.join(' > ') ?? ''
  })
  expect(usual?.venues.get('store')?.zones.get('boots')?.path).toEqual(['fashion', 'shoes', 'boots'])
  const kinds = Object.fromEntries(
    Map.groupBy(paths, (path) => path)
      .entries()
      .map(([path, all]) => [path, all.length]),
  )
  console.info('where boots lie:', kinds)
  expect(Object.keys(kinds).toSorted()).toEqual([
    '',
    'boots',
    'fashion > boots',
    'fashion > shoes > boots',
    'shoes > boots',
  ])
})
