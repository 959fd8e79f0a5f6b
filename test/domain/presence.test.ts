import { expect, test } from 'vitest'
import { type Certainty, silence } from '#shared/domain/certainty.ts'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { presenceLimits } from '#shared/domain/fold.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance } from '#shared/domain/presence.ts'
import type { Sighting } from '#shared/domain/sighting.ts'
import type { Zone } from '#shared/domain/venue.ts'
import { aPresence, aRelease, aSightingEvent, at, morning } from '#test/support/builders.ts'
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

const loud = { rssi: -50 }

/** The zones that she is in after these. */
const after = (release: ReturnType<typeof aRelease>, ...events: MailboxEvent[]) =>
  openZones(relive([enrolment, ...events], () => release).moments)

test('a walk from Shoes to Boots to Watches gives exactly these moments', () => {
  const release = aRelease({ venues: [aVenue({ presence: { minSightings: 2 } })], journeys: [] })
  const walk = [
    enrolment,
    hears(60, 'shoes'),
    hears(61, 'shoes'),
    hears(80, 'boots', loud),
    hears(81, 'boots', loud),
    hears(100, 'watches', loud),
    hears(101, 'watches', loud),
  ]
  const { moments } = live(walk, () => release, [{ offsetMs: 0, copies: 1 }])
  const visitId = derivedId('device:phone-1', 'store', at(61), 0)
  const heard = (level: number, marginDb: number, confidence = 1): Certainty => ({
    confidence,
    evidence: { by: 'sightings', sightings: 2, level, marginDb },
  })
  const told = (
    kind: Moment['kind'],
    zoneId: string | undefined,
    i: number,
    seconds: number,
    certainty: Certainty,
    known = seconds,
  ) => ({
    ...certainty,
    id: derivedId('device:phone-1', zoneId ?? '', kind, at(seconds), i),
    kind,
    venueId: 'store',
    visitId,
    occurredAt: at(seconds),
    ...(zoneId === undefined ? {} : { zoneId }),
    deviceId: 'phone-1',
    receivedAt: at(known),
  })
  expect(moments).toStrictEqual([
    told('venue.enter', undefined, 0, 61, heard(-60, 35)),
    told('zone.enter', 'fashion', 1, 61, heard(-60, 35)),
    told('zone.enter', 'shoes', 2, 61, heard(-60, 35)),
    told('zone.enter', 'boots', 3, 81, heard(-50, 45)),
    told('zone.exit', 'boots', 4, 101, heard(-50, 45)),
    told('zone.exit', 'shoes', 5, 101, heard(-50, 45)),
    told('zone.exit', 'fashion', 6, 101, heard(-50, 45)),
    told('zone.enter', 'watches', 7, 101, heard(-50, 45)),
    told('zone.exit', 'watches', 8, 161, silence(60), 171),
    {
      ...told('venue.exit', undefined, 9, 161, silence(60), 171),
      visit: {
        seconds: 100,
        path: [
          { zoneId: 'boots', enteredAt: at(81), leftAt: at(101) },
          { zoneId: 'shoes', enteredAt: at(61), leftAt: at(101) },
          { zoneId: 'fashion', enteredAt: at(61), leftAt: at(101) },
          { zoneId: 'watches', enteredAt: at(101), leftAt: at(161) },
        ],
      },
    },
  ])
})

test('a zone is entered by the sighting that makes up minSightings, not by one before', () => {
  const release = aStore({ minSightings: 3 })
  expect(after(release, hears(0, 'watches'), hears(1, 'watches'))).toEqual([])
  expect(after(release, hears(0, 'watches'), hears(1, 'watches'), hears(2, 'watches'))).toEqual(['watches'])
})

test('a zone is entered at enterRssi, and not a decibel below', () => {
  expect(after(aStore(), hears(0, 'watches', { rssi: -85 }))).toEqual(['watches'])
  expect(after(aStore(), hears(0, 'watches', { rssi: -86 }))).toEqual([])
})

test('a challenger takes over by switchMarginDb, and not by a decibel less', () => {
  const challenge = (rssi: number) => after(aStore(), hears(0, 'watches'), hears(0, 'cafe', { rssi }))
  expect(challenge(-57)).toEqual(['watches'])
  expect(challenge(-56)).toEqual(['cafe'])
})

test('of two challengers the louder one wins, and of equals the first by name', () => {
  // both wait until a release asks for one sighting less
  const patient = aStore({ minSightings: 3 })
  const challenge = (watches: number, cafe: number, order: 'watches first' | 'cafe first' = 'watches first') => {
    const waiting = [0, 1].flatMap((seconds) => {
      const scan = [hears(seconds, 'watches', { rssi: watches }), hears(seconds, 'cafe', { rssi: cafe })]
      return order === 'cafe first' ? scan.toReversed() : scan
    })
    const before = relive([enrolment, ...waiting], () => patient)
    return openZones(relive([hears(1, 'boots', { rssi: -96 })], () => aStore({ minSightings: 2 }), before).moments)
  }
  expect([challenge(-60, -61), challenge(-61, -60), challenge(-60, -60)]).toEqual([['watches'], ['cafe'], ['cafe']])
  expect(challenge(-60, -60, 'cafe first')).toEqual(['cafe'])
})

test('a beacon whose power is known counts by how near it is, not by how loud', () => {
  const strong = { ...aVenue(), presence: { minSightings: 1 } }
  const beacons = strong.beacons.map((beacon) => (beacon.id === 'cafe' ? { ...beacon, txPower: -39 } : beacon))
  const release = aRelease({ venues: [{ ...strong, beacons }], journeys: [] })
  // 20 dB stronger than the others at one metre: at -65 it is as far as another beacon at -85
  expect(after(release, hears(0, 'cafe', { rssi: -65 }))).toEqual(['cafe'])
  expect(after(release, hears(0, 'cafe', { rssi: -66 }))).toEqual([])
  expect(after(release, hears(0, 'cafe', { rssi: -66, txPower: -59 }))).toEqual([])
  expect(after(release, hears(0, 'watches', { rssi: -66, txPower: -39 }))).toEqual([])
  expect(after(release, hears(0, 'watches', { rssi: -65, txPower: -39 }))).toEqual(['watches'])
})

test('a beacon that counts for no zone opens no visit, but keeps one open', () => {
  const door = [30, 60, 90].map((seconds) => hears(seconds, 'door'))
  expect(relive([enrolment, ...door], aStore)).toMatchObject({ moments: [], presence: { levels: {} } })
  const { moments } = live([enrolment, hears(0, 'watches'), ...door], () => aStore(), [{ offsetMs: 0, copies: 1 }])
  const told = moments.map(({ kind, occurredAt }) => `${kind} ${(occurredAt - morning) / 1000}`)
  expect(told).toEqual(['venue.enter 0', 'zone.enter 0', 'zone.exit 60', 'venue.exit 150'])
})

test('a sighting as old as maxLatenessSeconds still counts, an older one is late', () => {
  const { outcomes } = relive([enrolment, hears(20, 'watches'), hears(10, 'watches'), hears(9.999, 'watches')], aStore)
  expect(outcomes.slice(1)).toEqual([{ outcome: 'folded' }, { outcome: 'folded' }, { outcome: 'late' }])
})

test('nobody can come late any more for what an exit has closed', () => {
  const release = aStore()
  const life = live([enrolment, hears(0, 'watches')], () => release, [{ offsetMs: 0, copies: 1 }])
  expect(relive([hears(59.999, 'watches')], () => release, life).outcomes.at(-1)).toEqual({ outcome: 'late' })
  expect(relive([hears(60, 'watches')], () => release, life).outcomes.at(-1)).toEqual({ outcome: 'folded' })
})

test('what is older than the exit from a zone is late although the visit goes on, and no dwell makes anything late', () => {
  const release = aStore({ dwellSeconds: [30] })
  const door = [30, 60].map((seconds) => hears(seconds, 'door'))
  const untimed = relive([enrolment, hears(0, 'watches'), hears(31, 'watches'), hears(25, 'cafe')], () => release)
  expect(untimed.outcomes.at(-1)).toEqual({ outcome: 'folded' })
  const left = relive([enrolment, hears(0, 'watches'), ...door, hears(70, 'door')], () => release)
  expect(left.moments.map(({ kind }) => kind)).toEqual(['venue.enter', 'zone.enter', 'zone.dwell', 'zone.exit'])
  const at60 = (seconds: number) => relive([hears(seconds, 'cafe')], () => aStore({ maxLatenessSeconds: 10 }), left)
  expect([at60(59.999), at60(60)].map(({ outcomes }) => outcomes.at(-1))).toEqual([
    { outcome: 'late' },
    { outcome: 'folded' },
  ])
})

test('leaving a zone forgets how often it was heard, and leaving the venue all of it', () => {
  const release = aStore({ minSightings: 2, exitTimeoutSeconds: 5, maxLatenessSeconds: 2 })
  const entered = [hears(0, 'watches'), hears(1, 'watches'), hears(4, 'door'), hears(7.5, 'cafe'), hears(8, 'door')]
  const zoneLeft = relive([enrolment, ...entered], () => release)
  expect(zoneLeft.moments.map(({ kind }) => kind)).toEqual(['venue.enter', 'zone.enter', 'zone.exit'])
  const then = (...events: MailboxEvent[]) => openZones(relive(events, () => release, zoneLeft).moments)
  expect([then(hears(8.5, 'watches')), then(hears(8.5, 'cafe'))]).toEqual([[], ['cafe']])
  // the visit ends at 13, certain at 15: the one sighting of the café before that is forgotten
  expect(then(hears(15.5, 'cafe'))).toEqual([])
})

test('a release that nests her zone anew, or takes it away, moves her with the next sighting', () => {
  const { zones } = aVenue()
  const laid = (change: (zone: Zone) => Zone[]) =>
    aRelease({ venues: [aVenue({ zones: zones.flatMap(change), presence: { minSightings: 1 } })], journeys: [] })
  const inside = relive([enrolment, hears(0, 'boots')], () => aStore())
  const now = (release: ReturnType<typeof aRelease>) =>
    openZones(relive([hears(1, 'cafe', { rssi: -120 })], () => release, inside).moments)
  expect(now(aStore())).toEqual(['fashion', 'shoes', 'boots'])
  expect(now(laid((zone) => [zone.id === 'boots' ? { ...zone, parentId: 'watches' } : zone]))).toEqual([
    'watches',
    'boots',
  ])
  expect(now(laid((zone) => [zone.id === 'boots' ? { ...zone, parentId: 'fashion' } : zone]))).toEqual([
    'fashion',
    'boots',
  ])
  expect(now(laid((zone) => [zone.id === 'fashion' ? { ...zone, parentId: 'watches' } : zone]))).toEqual([
    'watches',
    'fashion',
    'shoes',
    'boots',
  ])
  expect(now(laid((zone) => (zone.id === 'boots' ? [] : [zone])))).toEqual(['fashion', 'shoes'])
  expect(now(laid((zone) => (zone.id === 'cafe' ? [zone] : [])))).toEqual([])
})

test('beacons of one scan share a time and are no copies; the same beacon at that time is one', () => {
  const scan = [hears(0, 'watches'), hears(0, 'cafe'), hears(0, 'watches', { rssi: -90 })]
  expect(relive([enrolment, ...scan], aStore).outcomes.slice(1)).toEqual([
    { outcome: 'folded' },
    { outcome: 'folded' },
    { outcome: 'duplicate' },
  ])
})

test('a copy is known although a clock ahead was set back to another time of arrival', () => {
  const deviceTime = at(100)
  const first = hears(0, 'watches', { deviceTime, occurredAt: at(0), receivedAt: at(0) })
  const copy = hears(8, 'watches', { deviceTime, occurredAt: at(8), receivedAt: at(8) })
  expect(relive([enrolment, first, copy], aStore).outcomes.at(-1)).toEqual({ outcome: 'duplicate' })
})

test('more sightings than can be remembered make the oldest late, and a copy of one is still no news', () => {
  const many = Array.from({ length: presenceLimits.sightingsRemembered + 1 }, (_, i) => hears(i / 1000, 'watches'))
  const full = relive([enrolment, ...many], aStore)
  expect(full.presence?.seen).toHaveLength(2 * presenceLimits.sightingsRemembered)
  const outcomeOf = (event: MailboxEvent | undefined) => event && relive([event], aStore, full).outcomes.at(-1)
  expect([outcomeOf(many[0]), outcomeOf(many[1])]).toEqual([{ outcome: 'late' }, { outcome: 'duplicate' }])
  const almost = relive([enrolment, ...many.slice(1)], aStore)
  expect(almost.presence?.seen).toEqual(full.presence?.seen)
})

test('what nobody knows is named and changes nothing', () => {
  const release = aStore()
  const presence = aPresence()
  const outcomeOf = (event: MailboxEvent) => {
    const advanced = advance(presence, event, release)
    expect(advanced.presence).toBe(presence)
    expect(advanced.moments).toEqual([])
    return advanced.outcome
  }
  expect([
    advance(undefined, hears(0, 'watches'), release),
    outcomeOf(aSightingEvent({}, 'nowhere')),
    outcomeOf(aSightingEvent({ anchor: { beacon: { namespace: 'aa', instance: 'bb' } } })),
    outcomeOf(aSightingEvent({ anchor: { gatewayId: 'cellar' } })),
  ]).toEqual([
    { presence: undefined, moments: [], outcome: { outcome: 'parked', reason: 'unknown_device' } },
    { outcome: 'ignored', reason: 'unknown_venue' },
    { outcome: 'ignored', reason: 'unknown_beacon' },
    { outcome: 'ignored', reason: 'unknown_gateway' },
  ])
})

test('who she is changes by the newest word only', () => {
  const release = aStore()
  const identify = (customerId: string | undefined, seconds: number): MailboxEvent => ({
    kind: 'identify',
    deviceId: 'phone-1',
    customerId,
    receivedAt: at(seconds),
  })
  const life = relive([enrolment, identify('ada', 1), identify('ben', 2), identify('ada', 1)], () => release)
  expect(life.presence).toEqual(aPresence({ customerId: 'ben', identifiedAt: at(2) }))
  expect(life.outcomes.at(-1)).toEqual({ outcome: 'ignored', reason: 'outdated' })
  expect(relive([identify(undefined, 2)], () => release, life).presence).toStrictEqual(
    aPresence({ identifiedAt: at(2) }),
  )
})

test('moments say who she is, from when that is known', () => {
  const identify: MailboxEvent = { kind: 'identify', deviceId: 'phone-1', customerId: 'ada', receivedAt: at(1) }
  const { moments } = relive([enrolment, hears(0, 'watches'), identify, hears(2, 'cafe', loud)], () => aStore())
  expect(moments.map(({ kind, zoneId, customerId }) => [kind, zoneId, customerId])).toEqual([
    ['venue.enter', undefined, undefined],
    ['zone.enter', 'watches', undefined],
    ['zone.exit', 'watches', 'ada'],
    ['zone.enter', 'cafe', 'ada'],
  ])
})

test('a word of the same millisecond counts, and what becomes of a message moves nobody', () => {
  const staff: MailboxEvent = { ...enrolment, staff: true }
  const receipt: MailboxEvent = {
    kind: 'receipt',
    deviceId: 'phone-1',
    receipt: { messageId: 'message-1', event: 'opened', at: at(1) },
    receivedAt: at(2),
  }
  const { presence } = relive([enrolment, staff], () => aStore())
  expect(presence).toEqual(aPresence({ staff: true }))
  expect(advance(presence, receipt, aStore())).toEqual({ presence, moments: [], outcome: { outcome: 'folded' } })
})

test('what a device is changes by the newest word only, and keeps where it is', () => {
  const release = aStore()
  const staff: MailboxEvent = { ...enrolment, staff: true, receivedAt: at(10) }
  const life = relive([enrolment, hears(5, 'watches'), staff, enrolment], () => release)
  expect(life.outcomes.at(-1)).toEqual({ outcome: 'ignored', reason: 'outdated' })
  expect([life.presence?.staff, life.presence?.visit?.stays[0]?.zoneId]).toEqual([true, 'watches'])
})
