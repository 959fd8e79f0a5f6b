import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Sighting } from '#shared/domain/sighting.ts'
import { aRelease, aSightingEvent, at, morning } from '#test/support/builders.ts'
import { enrolment, live, relive } from '#test/support/mailbox.ts'
import { openZones } from '#test/support/story.ts'
import { aStation, aVenue, beaconOf, type Spot, venueOf } from '#test/support/venues.ts'

const aStore = (presence: object = {}) =>
  aRelease({
    venues: [aVenue({ presence: { minSightings: 1, ...presence } }), aStation({ presence: { minSightings: 2 } })],
    journeys: [],
  })

const hears = (seconds: number, spot: Spot, own: Partial<Sighting> = {}): MailboxEvent =>
  aSightingEvent({ anchor: { beacon: beaconOf(spot) }, occurredAt: at(seconds), ...own }, venueOf(spot))

/** The zones that she is in after these. */
const after = (release: ReturnType<typeof aRelease>, ...events: MailboxEvent[]) =>
  openZones(relive([enrolment, ...events], () => release).moments)

test('another venue needs minSightings of its own in a row before she has gone there', () => {
  const release = aStore()
  const at0 = hears(0, 'watches')
  expect(after(release, at0, hears(1, 'kiosk'))).toEqual(['watches'])
  expect(after(release, at0, hears(1, 'kiosk'), hears(2, 'watches'), hears(3, 'kiosk'))).toEqual(['watches'])
  expect(after(release, at0, hears(1, 'kiosk'), hears(2, 'kiosk', { rssi: -86 }))).toEqual(['watches'])
  expect(after(release, at0, hears(1, 'kiosk', { rssi: -85 }), hears(2, 'kiosk', { rssi: -85 }))).toEqual(['kiosk'])
})

test('going to another venue leaves all zones of this one, innermost first', () => {
  const walk = [hears(0, 'shoes'), hears(1, 'kiosk'), hears(2, 'kiosk')]
  const { moments, presence } = relive([enrolment, ...walk], () => aStore())
  expect(moments.slice(3).map(({ kind, venueId, zoneId }) => [kind, zoneId ?? venueId])).toEqual([
    ['zone.exit', 'shoes'],
    ['zone.exit', 'fashion'],
    ['venue.exit', 'store'],
    ['venue.enter', 'station'],
    ['zone.enter', 'kiosk'],
  ])
  expect(presence?.visit?.venueId).toBe('station')
})

test("how often and how loud another venue must be heard is a matter of its zone's own knobs", () => {
  const kiosk = aStation().zones.map((zone) => ({ ...zone, presence: { minSightings: 1, enterRssi: -60 } }))
  const venues = [aVenue({ presence: { minSightings: 1 } }), aStation({ zones: kiosk })]
  const release = aRelease({ venues, journeys: [] })
  expect(after(release, hears(0, 'watches'), hears(1, 'kiosk', { rssi: -61 }))).toEqual(['watches'])
  expect(after(release, hears(0, 'watches'), hears(1, 'kiosk', { rssi: -60 }))).toEqual(['kiosk'])
})

test('a beacon of another venue that counts for no zone takes nobody there', () => {
  const { beacons } = aVenue()
  const venues = [aVenue({ presence: { minSightings: 1 } }), aStation({ beacons, presence: { minSightings: 1 } })]
  const elsewhere = aSightingEvent({ anchor: { beacon: beaconOf('door') }, occurredAt: at(1) }, 'station')
  expect(after(aRelease({ venues, journeys: [] }), hears(0, 'watches'), elsewhere)).toEqual(['watches'])
})

test('going to another venue does not go back behind a dwell', () => {
  const venues = [
    aVenue({ presence: { minSightings: 1, dwellSeconds: [30] } }),
    aStation({ presence: { minSightings: 1 } }),
  ]
  const late = hears(28, 'kiosk', { receivedAt: at(31) })
  const { moments } = live([enrolment, hears(0, 'watches'), late], () => aRelease({ venues, journeys: [] }), [
    { offsetMs: 0, copies: 1 },
  ])
  expect(moments.slice(2, 7).map(({ kind, occurredAt }) => `${kind} ${(occurredAt - morning) / 1000}`)).toEqual([
    'zone.dwell 30',
    'zone.exit 30',
    'venue.exit 30',
    'venue.enter 30',
    'zone.enter 30',
  ])
})

test('two visits that are opened in the same millisecond are two', () => {
  const release = aRelease({
    venues: [aVenue({ presence: { minSightings: 1 } }), aStation({ presence: { minSightings: 1 } })],
    journeys: [],
  })
  const own = (deviceTime: number) => ({ occurredAt: at(5), deviceTime: at(deviceTime), receivedAt: at(5) })
  const walk = [hears(5, 'watches', own(5)), hears(5, 'kiosk', own(6)), hears(5, 'watches', own(7))]
  const { moments } = relive([enrolment, ...walk], () => release)
  const visits = moments.flatMap(({ kind, visitId }) => (kind === 'venue.enter' ? [visitId] : []))
  expect([visits.length, new Set(visits).size]).toEqual([3, 3])
})
