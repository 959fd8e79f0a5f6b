import fc from 'fast-check'
import { occurredAt } from '#shared/domain/arrival.ts'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { PresenceKnobs, Zone } from '#shared/domain/venue.ts'
import { aJourney, aReleaseContent, aSightingEvent, at } from './builders.ts'
import { enrolment, type TimerHabit } from './mailbox.ts'
import { aStation, aVenue, beaconOf, type Spot, spots, venueOf } from './venues.ts'

/** A part of a walk: some scans near one beacon, maybe with another one in the same scan, and then silence. */
type Leg = {
  spot: Spot
  scans: number
  everyMs: number
  rssi: number
  beside?: { spot: Spot; rssi: number }
  restMs: number
}

/** What a phone truly hears, and when. */
export type Hearing = { spot: Spot; rssi: number; trueTime: number }

const rssi = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -75, max: -50 }) }, // near
  { weight: 2, arbitrary: fc.integer({ min: -96, max: -86 }) }, // too weak to enter
  { weight: 1, arbitrary: fc.integer({ min: -110, max: -98 }) }, // too weak to stay
)

const restMs = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 5_000, max: 70_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 70_000, max: 200_000 }) },
)

const spot = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...spots) },
  { weight: 3, arbitrary: fc.constant('boots' as const) },
)

const leg: fc.Arbitrary<Leg> = fc.record(
  {
    spot,
    scans: fc.integer({ min: 1, max: 6 }),
    everyMs: fc.oneof(fc.constant(1_000), fc.integer({ min: 0, max: 4_000 })),
    rssi,
    beside: fc.record({ spot: fc.constantFrom(...spots), rssi }),
    restMs,
  },
  { requiredKeys: ['spot', 'scans', 'everyMs', 'rssi', 'restMs'] },
)

/** What a phone hears on a walk through both venues, in the order of time, from two minutes into the morning. */
const walks: fc.Arbitrary<readonly Hearing[]> = fc.array(leg, { minLength: 1, maxLength: 9 }).map((legs) => {
  let trueTime = at(120)
  return legs.flatMap(({ spot, scans, everyMs, rssi, beside, restMs }) => {
    const heard = Array.from({ length: scans }, (_, i): Hearing[] => {
      if (i > 0) trueTime += everyMs
      return [{ spot, rssi, trueTime }, ...(beside && beside.spot !== spot ? [{ ...beside, trueTime }] : [])]
    })
    trueTime += restMs
    return heard.flat()
  })
})

/** How a phone reports: what its clock is off by, and how long each sighting takes to arrive, in turn. */
export type Reporting = { clockMs: number; delaysMs: readonly number[] }

/** Clocks that are right, ahead, a little behind, and behind by more than anything may be late. */
const clockMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 250_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -8_000, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: -400_000, max: -12_000 }) },
)

/** Reporting in which nothing takes longer than `lateMs`: what arrives in another order is never late. */
const reportings = (lateMs: number): fc.Arbitrary<Reporting> =>
  fc.record({
    clockMs,
    delaysMs: fc.oneof(
      fc.constant([0]),
      fc.array(fc.integer({ min: 0, max: Math.max(0, lateMs - 1) }), { minLength: 2, maxLength: 7 }),
    ),
  })

/** The events of a phone's mailbox in the order of arrival, its enrolment first. */
export const reported = (hearings: readonly Hearing[], { clockMs, delaysMs }: Reporting): MailboxEvent[] => {
  const arrivals = hearings.flatMap(({ spot, rssi, trueTime }, i): MailboxEvent[] => {
    const receivedAt = trueTime + (delaysMs[i % delaysMs.length] ?? 0)
    const sighting = { anchor: { beacon: beaconOf(spot) }, rssi, deviceTime: trueTime + clockMs, receivedAt }
    const arrival = occurredAt(sighting.deviceTime, receivedAt)
    return 'refused' in arrival ? [] : [aSightingEvent({ ...sighting, ...arrival }, venueOf(spot))]
  })
  return [enrolment, ...arrivals.toSorted((a, b) => a.receivedAt - b.receivedAt)]
}

/** Somebody signs in or out on the phone, some seconds into the walk. No two of these at one time. */
const identifications: fc.Arbitrary<readonly MailboxEvent[]> = fc
  .uniqueArray(
    fc.record({
      seconds: fc.integer({ min: 0, max: 300 }),
      customerId: fc.constantFrom('ada', 'ben', undefined),
    }),
    { maxLength: 3, selector: ({ seconds }) => seconds },
  )
  .map((list) =>
    list.map(({ seconds, customerId }) => ({
      kind: 'identify',
      deviceId: 'phone-1',
      customerId,
      receivedAt: at(120 + seconds) + 0.5,
    })),
  )

const inOrderOfArrival = (events: readonly MailboxEvent[]): MailboxEvent[] =>
  events.toSorted((a, b) => a.receivedAt - b.receivedAt)

/** Timers that come on time, a little early, late, and twice. */
const timerHabits: fc.Arbitrary<readonly TimerHabit[]> = fc.array(
  fc.record({
    offsetMs: fc.oneof(fc.constant(0), fc.integer({ min: -1_500, max: -1 }), fc.integer({ min: 1, max: 30_000 })),
    copies: fc.constantFrom(1, 1, 2),
  }),
  { minLength: 1, maxLength: 5 },
)

const zoneIds = spots.filter((one) => one !== 'door' && one !== 'kiosk')

const knobs: fc.Arbitrary<Partial<PresenceKnobs>> = fc.record(
  {
    exitTimeoutSeconds: fc.constantFrom(15, 40, 60, 90),
    dwellSeconds: fc.subarray([5, 20, 45, 70]),
    minSightings: fc.constantFrom(1, 2, 3),
    switchMarginDb: fc.constantFrom(0, 4, 8),
  },
  { requiredKeys: [] },
)

const venueKnobs = fc.record({
  maxLatenessSeconds: fc.constantFrom(2, 5, 10),
  exitTimeoutSeconds: fc.constantFrom(20, 60),
  minSightings: fc.constantFrom(1, 2, 3),
})

/** Journeys for every kind of moment and every class of message, with and without caps. */
const allJourneys: readonly Journey[] = [
  aJourney({ id: 'welcome', entrance: { moment: 'venue.enter' }, step: { class: 'service' } }),
  aJourney({ id: 'shoe-care', frequencyCaps: [{ limit: 2, windowSeconds: 3600, scope: 'customer' }] }),
  aJourney({
    id: 'boots-sale',
    priority: 60,
    entrance: { zoneId: 'boots' },
    frequencyCaps: [{ limit: 1, windowSeconds: 60, scope: 'journey' }],
  }),
  aJourney({ id: 'any-zone', priority: 10, frequencyCaps: [] }),
  aJourney({ id: 'try-on', entrance: { moment: 'zone.dwell', dwellSeconds: 20 } }),
  aJourney({ id: 'help', entrance: { moment: 'zone.dwell' }, step: { class: 'service' } }),
  aJourney({ id: 'way-back', entrance: { moment: 'zone.exit', usefulForSeconds: 30 }, step: { class: 'requested' } }),
  aJourney({ id: 'survey', entrance: { moment: 'venue.exit' }, consent: ['marketing', 'research'] }),
  aJourney({ id: 'next-train', entrance: { moment: 'venue.enter', venueId: 'station' }, frequencyCaps: [] }),
].map((journey) => {
  const anywhere = ['welcome', 'any-zone', 'help', 'way-back', 'survey', 'next-train'].includes(journey.id)
  const { zoneId: _, ...entrance } = journey.entrance
  return anywhere ? { ...journey, entrance } : journey
})

/** Releases of both venues: zones nested three deep, every zone with its own patience. `relaid` ones nest and drop zones anew. */
export const releases = (layout: 'usual' | 'relaid' = 'usual'): fc.Arbitrary<ReleaseContent> =>
  fc
    .record({
      venue: venueKnobs,
      zones: fc.tuple(...zoneIds.map(() => knobs)),
      kept: layout === 'usual' ? fc.constant<Spot[]>([...zoneIds]) : fc.subarray<Spot>([...zoneIds], { minLength: 3 }),
      parents: fc.tuple(...zoneIds.map((_, i) => fc.option(fc.integer({ min: 0, max: Math.max(0, i - 1) })))),
      version: fc.uuid(),
    })
    .map(({ venue, zones, kept, parents, version }) => {
      const usual = aVenue().zones
      const laidOut = usual.flatMap(({ parentId, ...zone }, i): Zone[] => {
        if (!kept.includes(zone.id as Spot)) return []
        const anew = i === 0 ? undefined : zoneIds[parents[i] ?? -1]
        const parent = layout === 'usual' ? parentId : anew
        const nested = parent !== undefined && kept.includes(parent as Spot) ? { parentId: parent } : {}
        return [{ ...zone, ...nested, presence: zones[i] ?? {} }]
      })
      const venues = [aVenue({ zones: laidOut, presence: venue }), aStation({ presence: venue })]
      const content = aReleaseContent({ version, venues, journeys: allJourneys })
      return { ...content, [fc.toStringMethod]: () => fc.stringify({ venue, zones: laidOut }) }
    })

/** A release, a walk under it, and how it is reported: nothing is late. */
export const scenes = fc
  .record({ content: releases(), hearings: walks, identified: identifications, habits: timerHabits })
  .chain((scene) =>
    reportings(latenessMsOf(scene.content)).map((reporting) => ({
      ...scene,
      reporting,
      release: compileRelease(scene.content),
      // a counterexample is told by what was drawn, not by what was made of it
      [fc.toStringMethod]: () => fc.stringify({ ...scene, content: scene.content.venues[0]?.zones, reporting }),
      arrivals: inOrderOfArrival([...reported(scene.hearings, reporting), ...scene.identified]),
    })),
  )

export const latenessMsOf = ({ venues }: ReleaseContent): number =>
  (venues[0]?.presence?.maxLatenessSeconds ?? 10) * 1000
