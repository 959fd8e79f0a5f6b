import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { nextDueAt, withTimer } from '#shared/domain/presence.ts'
import { aPresence, aRelease, aSightingEvent, at } from '#test/support/builders.ts'
import { enrolment, type Life, live, relive, timer } from '#test/support/mailbox.ts'
import { aStation, aVenue, beaconOf, type Spot } from '#test/support/venues.ts'

const knobs = { minSightings: 1, exitTimeoutSeconds: 60, maxLatenessSeconds: 10 }
const releaseWith = (presence: object = {}) =>
  aRelease({ venues: [aVenue({ presence: { ...knobs, ...presence } }), aStation()], journeys: [] })

const hears = (seconds: number, spot: Spot = 'watches', delaySeconds = 0): MailboxEvent =>
  aSightingEvent({
    anchor: { beacon: beaconOf(spot) },
    occurredAt: at(seconds),
    receivedAt: at(seconds + delaySeconds),
  })

/** What happened, when, and when it was known, in seconds of the morning. */
const told = ({ moments }: Pick<Life, 'moments'>) =>
  moments.map(({ kind, zoneId, venueId, dwellSeconds, occurredAt, receivedAt }) =>
    [
      kind,
      zoneId ?? venueId,
      ...(dwellSeconds ? [dwellSeconds] : []),
      (occurredAt - at(0)) / 1000,
      (receivedAt - at(0)) / 1000,
    ].join(' '),
  )

const onTime = [{ offsetMs: 0, copies: 1 }]
const events = (...heard: MailboxEvent[]) => [enrolment, ...heard]
const entered = ['venue.enter store 0 0', 'zone.enter watches 0 0']

test('dwell and exit come by timers alone, the exit once nothing can be late any more', () => {
  const release = releaseWith({ dwellSeconds: [30] })
  expect(told(live(events(hears(0)), () => release, onTime))).toEqual([
    ...entered,
    'zone.dwell watches 30 30 30',
    'zone.exit watches 60 70',
    'venue.exit store 60 70',
  ])
})

test('every threshold raises one dwell a stay', () => {
  const release = releaseWith({ dwellSeconds: [45, 5, 30] })
  const often = [0, 10, 20, 40].map((seconds) => hears(seconds))
  expect(told(live(events(...often), () => release, onTime)).filter((one) => one.startsWith('zone.dwell'))).toEqual([
    'zone.dwell watches 5 5 5',
    'zone.dwell watches 30 30 30',
    'zone.dwell watches 45 45 45',
  ])
})

test('a dwell at the very end of the silence still comes, one a second later does not', () => {
  const dwells = (seconds: number) =>
    told(live(events(hears(0)), () => releaseWith({ dwellSeconds: [seconds] }), onTime)).filter((one) =>
      one.includes('dwell'),
    )
  expect(dwells(60)).toEqual(['zone.dwell watches 60 60 60'])
  expect(dwells(61)).toEqual([])
})

test('a dwell at the very end of the silence comes before the exit also where nothing may be late', () => {
  const release = releaseWith({ dwellSeconds: [60], maxLatenessSeconds: 0 })
  expect(told(live(events(hears(0)), () => release, onTime))).toEqual([
    ...entered,
    'zone.dwell watches 60 60 60',
    'zone.exit watches 60 60',
    'venue.exit store 60 60',
  ])
})

test('a venue is left by its own patience, and certain by its own lateness', () => {
  const release = releaseWith({ exitTimeoutSeconds: 20, maxLatenessSeconds: 5 })
  expect(told(live(events(hears(0)), () => release, onTime)).slice(2)).toEqual([
    'zone.exit watches 20 25',
    'venue.exit store 20 25',
  ])
})

test('a venue that the release no longer has is left by the defaults of the house', () => {
  const before = releaseWith({ exitTimeoutSeconds: 20, maxLatenessSeconds: 5 })
  const life = relive(events(hears(0)), () => before)
  const gone = aRelease({ venues: [aStation()], journeys: [] })
  expect(told(relive([timer(at(25))], () => gone, life))).toEqual(entered)
  expect(life.presence && nextDueAt(life.presence, gone)).toBe(at(70))
  const station = aSightingEvent({ anchor: { beacon: beaconOf('kiosk') }, rssi: -120, occurredAt: at(70) }, 'station')
  const left = relive([station], () => gone, life)
  expect(told(left).slice(2)).toEqual(['zone.exit watches 60 70', 'venue.exit store 60 70'])
  expect(left.presence && 'visit' in left.presence).toBe(false)
})

test('a zone that the release no longer has is left by the patience of its venue', () => {
  const impatient = aVenue({ presence: knobs })
  const zones = impatient.zones.map((zone) => ({ ...zone, presence: { exitTimeoutSeconds: 20 } }))
  const life = relive(events(hears(0)), () => aRelease({ venues: [{ ...impatient, zones }], journeys: [] }))
  const dueWith = (ids: readonly string[]) => {
    const kept = zones.filter(({ id }) => ids.includes(id))
    return (
      life.presence && nextDueAt(life.presence, aRelease({ venues: [{ ...impatient, zones: kept }], journeys: [] }))
    )
  }
  expect([dueWith(['watches']), dueWith(['cafe'])]).toEqual([at(30), at(70)])
})

test('hearing a zone around her keeps that one open and not the zones inside it', () => {
  const faint = aSightingEvent({ anchor: { beacon: beaconOf('fashion') }, rssi: -96, occurredAt: at(50) })
  expect(told(live(events(hears(0, 'boots'), faint), () => releaseWith(), onTime)).slice(4)).toEqual([
    'zone.exit boots 60 70',
    'zone.exit shoes 60 70',
    'zone.exit fashion 110 120',
    'venue.exit store 110 120',
  ])
})

test('a return cancels the exit until the millisecond in which it is certain', () => {
  const release = releaseWith()
  expect(told(relive(events(hears(0), hears(69.999)), () => release))).toEqual(entered)
  expect(told(relive(events(hears(0), hears(70)), () => release))).toEqual([
    ...entered,
    'zone.exit watches 60 70',
    'venue.exit store 60 70',
    'venue.enter store 70 70',
    'zone.enter watches 70 70',
  ])
})

test('a return that ends a silence brings the dwells of that silence first', () => {
  const release = releaseWith({ dwellSeconds: [63] })
  const boots = aSightingEvent({ anchor: { beacon: beaconOf('boots') }, rssi: -40, occurredAt: at(66) })
  expect(told(relive(events(hears(0), hears(65), boots), () => release))).toEqual([
    ...entered,
    'zone.dwell watches 63 63 65',
    'zone.exit watches 66 66',
    'zone.enter fashion 66 66',
    'zone.enter shoes 66 66',
    'zone.enter boots 66 66',
  ])
})

test('a weak sighting keeps a stay and a visit open until exitRssi, and a weaker one does not', () => {
  const release = releaseWith()
  const kept = (rssi: number, spot: Spot) => {
    const weak = aSightingEvent({ anchor: { beacon: beaconOf(spot) }, rssi, occurredAt: at(50) })
    return told(live(events(hears(0), weak), () => release, onTime)).slice(2)
  }
  expect(kept(-97, 'watches')).toEqual(['zone.exit watches 110 120', 'venue.exit store 110 120'])
  expect(kept(-98, 'watches')).toEqual(['zone.exit watches 60 70', 'venue.exit store 60 70'])
  expect(kept(-97, 'door')).toEqual(['zone.exit watches 60 70', 'venue.exit store 110 120'])
  expect(kept(-98, 'door')).toEqual(['zone.exit watches 60 70', 'venue.exit store 60 70'])
})

test('a zone with less patience than one inside it is not left before that one', () => {
  const venue = aVenue({ presence: knobs })
  const zones = venue.zones.map((zone) => ({
    ...zone,
    presence: { exitTimeoutSeconds: zone.id === 'boots' ? 60 : 10 },
  }))
  const release = aRelease({
    venues: [{ ...venue, zones, presence: { ...knobs, exitTimeoutSeconds: 10 } }],
    journeys: [],
  })
  expect(told(live(events(hears(0, 'boots')), () => release, onTime)).slice(4)).toEqual([
    'zone.exit boots 60 70',
    'zone.exit shoes 60 70',
    'zone.exit fashion 60 70',
    'venue.exit store 60 70',
  ])
})

test('an exit does not go back behind a dwell that was raised while it was not yet certain', () => {
  const venue = aVenue({ presence: knobs })
  const zones = venue.zones.map((zone) =>
    zone.id === 'fashion' ? { ...zone, presence: { exitTimeoutSeconds: 100, dwellSeconds: [65] } } : zone,
  )
  const release = aRelease({ venues: [{ ...venue, zones }], journeys: [] })
  expect(told(live(events(hears(0, 'boots')), () => release, onTime)).slice(4, 7)).toEqual([
    'zone.dwell fashion 65 65 65',
    'zone.exit boots 65 70',
    'zone.exit shoes 65 70',
  ])
})

test('of what is certain at once, what happened first comes first', () => {
  const venue = aVenue({ presence: knobs })
  const zones = venue.zones.map((zone) =>
    zone.id === 'fashion' ? { ...zone, presence: { exitTimeoutSeconds: 100, dwellSeconds: [70] } } : zone,
  )
  const release = aRelease({ venues: [{ ...venue, zones }], journeys: [] })
  expect(told(live(events(hears(0, 'boots')), () => release, onTime)).slice(4, 7)).toEqual([
    'zone.exit boots 60 70',
    'zone.exit shoes 60 70',
    'zone.dwell fashion 70 70 70',
  ])
})

test('a timer of another due time does nothing', () => {
  const release = releaseWith()
  const { presence, ...before } = relive(events(hears(0)), () => release)
  for (const dueAt of [at(69), at(71), at(1000)]) {
    const after = relive([timer(dueAt)], () => release, { ...before, presence })
    expect(after.presence).toEqual(presence)
    expect(after.outcomes.at(-1)).toEqual({ outcome: 'ignored', reason: 'stale_timer' })
  }
})

test('a device whose clock is far behind is not left for silent while it keeps reporting', () => {
  const release = releaseWith()
  for (const behind of [9, 11, 300]) {
    const reports = Array.from({ length: 10 }, (_, i) => hears(i * 55, 'watches', behind))
    const life = live(events(...reports), () => release, onTime)
    expect(told(life).map((one) => one.split(' ')[0])).toEqual(['venue.enter', 'zone.enter', 'zone.exit', 'venue.exit'])
    expect(life.moments.at(-1)?.occurredAt).toBe(at(9 * 55 + 60))
  }
})

test('timers wait for a lag that is longer than what may be late, and no more for a shorter one', () => {
  const release = releaseWith()
  const dueAfter = (delaySeconds: number) => {
    const { presence } = relive(events(hears(0, 'watches', delaySeconds)), () => release)
    return presence && ((nextDueAt(presence, release) ?? 0) - at(0)) / 1000
  }
  expect([dueAfter(0), dueAfter(10), dueAfter(10.001), dueAfter(300)]).toEqual([70, 70, 80.001, 370])
  // the last of those that happened last tells the lag
  const scan = events(hears(0), hears(0, 'cafe', 20), hears(-5, 'watches', 300))
  expect(relive(scan, () => release).presence?.lagMs).toBe(20_000)
})

test('one timer is armed: an earlier one is kept, a later one is replaced, and nobody arms one for a device that is nowhere', () => {
  const release = releaseWith()
  expect(withTimer(aPresence(), release)).toStrictEqual({ presence: aPresence() })
  const { presence = aPresence() } = relive(events(hears(0)), () => release)
  const { timerAt: _, ...unarmed } = presence
  const armedAt = (timerAt: number) => withTimer({ ...unarmed, timerAt }, release)
  expect(armedAt(at(70))).toEqual({ presence: { ...unarmed, timerAt: at(70) } })
  expect(armedAt(at(71))).toEqual({ presence: { ...unarmed, timerAt: at(70) }, timerAt: at(70) })
})
