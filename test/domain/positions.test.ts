import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Position } from '#shared/domain/position.ts'
import type { Release } from '#shared/domain/release.ts'
import { aRelease, aSightingEvent, at } from '#test/support/builders.ts'
import { copies, withCopies } from '#test/support/copies.ts'
import { aDrawnVenue, aPositionEvent } from '#test/support/drawn.ts'
import { enrolment, live, relive } from '#test/support/mailbox.ts'
import { faultsOf, openZones } from '#test/support/story.ts'
import { aStation, beaconOf } from '#test/support/venues.ts'

const aStore = (presence: object = {}): Release =>
  aRelease({ venues: [aDrawnVenue({ presence }), aStation()], journeys: [] })
const release = aStore()

const is = (seconds: number, x: number, own: Partial<Position> = {}) =>
  aPositionEvent(seconds, { at: { x, y: 20 }, ...own })
const says = (seconds: number, zone: string, inside: boolean, own: Partial<Position> = {}) =>
  aPositionEvent(seconds, { at: { zone, inside }, ...own })
const told = (...events: MailboxEvent[]) => relive([enrolment, ...events], () => release)
const zonesAfter = (...events: MailboxEvent[]) => openZones(told(...events).moments)

describe('a position', () => {
  test('that is inside by its accuracy enters at once, and says how sure that is', () => {
    const { moments } = told(is(0, 10))
    expect(moments.map(({ kind, zoneId, confidence, evidence }) => [kind, zoneId, confidence, evidence])).toEqual(
      [undefined, 'hall', 'shoes'].map((zoneId) => [
        zoneId ? 'zone.enter' : 'venue.enter',
        zoneId,
        1,
        { by: 'position', accuracyMetres: 1, probability: 1 },
      ]),
    )
  })

  test('that is not so sure enters when three in a row agree', () => {
    const unsure = (seconds: number, x = 14) => is(seconds, x, { accuracyMetres: 9 })
    expect(zonesAfter(unsure(0), unsure(1))).toEqual([])
    expect(zonesAfter(unsure(0), unsure(1), unsure(2))).toEqual(['hall', 'shoes'])
    expect(zonesAfter(unsure(0), unsure(1), unsure(2, 26), unsure(3))).toEqual([])
    expect(zonesAfter(unsure(0), unsure(1), unsure(62))).toEqual([])
  })

  test('on the boundary moves nobody', () => {
    const wavering = Array.from({ length: 60 }, (_, i) => is(5 + i, 20 + (i % 2 ? 1 : -1), { accuracyMetres: 5 }))
    expect(told(is(0, 10), ...wavering).moments).toHaveLength(3)
    expect(zonesAfter(is(0, 10), ...wavering, is(70, 30))).toEqual(['hall', 'watches'])
  })

  test('outside of all zones leaves them and keeps the visit', () => {
    const left = told(is(0, 10), is(5, -10))
    expect([openZones(left.moments), left.presence?.visit?.venueId]).toEqual([[], 'store'])
  })

  test('keeps stays and visit open, from beyond the outline nothing', () => {
    const often = [30, 60, 90].map((seconds) => is(seconds, 10))
    const onTime = [{ offsetMs: 0, copies: 1 }]
    const exits = (...events: MailboxEvent[]) =>
      live([enrolment, ...events], () => release, onTime).moments.flatMap(({ kind, zoneId, occurredAt }) =>
        kind.endsWith('exit') ? [`${zoneId ?? 'store'} ${(occurredAt - at(0)) / 1000}`] : [],
      )
    expect(exits(is(0, 10), ...often)).toEqual(['shoes 150', 'hall 150', 'store 150'])
    expect(exits(is(0, 10), is(30, -10), is(60, -15))).toEqual(['shoes 30', 'hall 30', 'store 120'])
    expect(exits(is(0, 10), is(30, -30), is(60, -30))).toEqual(['shoes 30', 'hall 30', 'store 90'])
  })

  test('of the same time and place is known, beyond lateness it is late, and an unknown place is named', () => {
    const { outcomes } = told(is(0, 10), is(0, 10), is(0, 11), is(20, 10), is(9, 10), is(10, 10))
    expect(outcomes.slice(1).map(({ outcome }) => outcome)).toEqual([
      'folded',
      'duplicate',
      'folded',
      'folded',
      'late',
      'folded',
    ])
    const unplaced = told(is(0, 1, { floor: 'x' }), says(0, 'x', true), aPositionEvent(0, {}, 'x'))
    expect(unplaced.outcomes.slice(1).map((one) => 'reason' in one && one.reason)).toEqual([
      'unknown_floor',
      'unknown_zone',
      'unknown_venue',
    ])
  })

  test('goes before what sightings say of drawn zones, and not before the beacon of a shelf', () => {
    const hears = (spot: 'watches' | 'boots', seconds: number) =>
      aSightingEvent({ anchor: { beacon: beaconOf(spot) }, occurredAt: at(seconds), rssi: -50 })
    const heard = (spot: 'watches' | 'boots', from = 1) => [0, 1, 2, 3].map((i) => hears(spot, from + i))
    expect(zonesAfter(is(0, 19), ...heard('watches'))).toEqual(['hall', 'shoes'])
    expect(zonesAfter(is(0, 19), ...heard('watches', 11))).toEqual(['hall', 'watches'])
    const shelf = [is(0, 10), ...heard('boots')]
    expect(zonesAfter(...shelf, is(5, 10), is(6, 10), is(7, 10))).toEqual(['hall', 'shoes', 'boots'])
    expect(zonesAfter(...shelf, is(9, 30))).toEqual(['hall', 'watches'])
  })

  test('below minConfidence names the zone around, until it is sure enough', () => {
    const zones = aDrawnVenue().zones.map((zone) =>
      zone.id === 'shoes' ? { ...zone, presence: { minConfidence: 0.97 } } : zone,
    )
    const careful = aRelease({ venues: [aDrawnVenue({ zones })], journeys: [] })
    const life = relive([enrolment, is(0, 15, { accuracyMetres: 5 })], () => careful)
    expect(openZones(life.moments)).toEqual(['hall'])
    expect(openZones(relive([is(1, 10)], () => careful, life).moments)).toEqual(['hall', 'shoes'])
  })
})

describe('a location engine', () => {
  test('is taken at its word: in at once, out to what is around', () => {
    const { moments } = told(says(0, 'mist-shoes', true))
    expect(moments.at(-1)).toMatchObject({ zoneId: 'shoes', confidence: 1, evidence: { by: 'engine' } })
    expect(zonesAfter(says(0, 'shoes', true), says(5, 'shoes', false))).toEqual(['hall'])
    expect(zonesAfter(says(0, 'shoes', true), says(5, 'watches', false))).toEqual(['hall', 'shoes'])
    expect(zonesAfter(says(0, 'shoes', true), says(5, 'watches', true), says(5, 'shoes', false))).toEqual([
      'hall',
      'watches',
    ])
  })

  test('that comes late does not undo what is newer', () => {
    expect(zonesAfter(says(5, 'watches', true), says(2, 'shoes', true))).toEqual(['hall', 'watches'])
  })
})

describe('who would have to fly', () => {
  const far = (seconds: number, x: number) => aPositionEvent(seconds, { at: { x, y: 20 }, accuracyMetres: 1 })
  const wide = aRelease({
    venues: [
      aDrawnVenue({
        zones: ['west', 'east'].map((id, i) => ({
          id,
          name: id,
          floorId: 'ground',
          area: { centre: { x: i * 200, y: 20 }, radiusMetres: 30 },
        })),
      }),
    ],
    journeys: [],
  })
  const flown = (...events: MailboxEvent[]) => relive([enrolment, ...events], () => wide)

  test('is flagged and enters nothing, also again and again, as long as the old place is told between', () => {
    const life = flown(far(0, 0), far(1, 200), far(2, 0), far(3, 200), far(4, 0), far(5, 200), far(6, 0), far(7, 200))
    expect(life.outcomes.filter((one) => 'reason' in one)).toEqual(
      [1, 2, 3, 4].map(() => ({ outcome: 'ignored', reason: 'teleport' })),
    )
    expect(openZones(life.moments)).toEqual(['west'])
  })

  test('is believed at the fifth time in a row: something has carried it', () => {
    const jumps = (count: number) => Array.from({ length: count }, (_, i) => far(1 + i, 200))
    expect(openZones(flown(far(0, 0), ...jumps(4)).moments)).toEqual(['west'])
    expect(openZones(flown(far(0, 0), ...jumps(5)).moments)).toEqual(['east'])
  })

  test('has walked if there was time for it', () => {
    expect(openZones(flown(far(0, 0), far(18.5, 200)).moments)).toEqual(['west'])
    expect(openZones(flown(far(0, 0), far(18.7, 200)).moments)).toEqual(['east'])
  })
})

// nobody has to fly from any of these to the end
const position = fc.record({
  x: fc.integer({ min: -5, max: 45 }),
  accuracyMetres: fc.constantFrom(8, 10, 15),
  engine: fc.option(fc.tuple(fc.constantFrom('hall', 'shoes', 'watches', 'cafe'), fc.boolean()), { freq: 3 }),
  rssi: fc.option(fc.integer({ min: -85, max: -60 }), { freq: 3 }),
  afterMs: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 5000, max: 90_000 })),
  delayMs: fc.integer({ min: 0, max: 9_900 }),
})

/** Positions, an engine's words and sightings, mixed; each with what it takes to arrive. */
const scenes = fc.array(position, { minLength: 1, maxLength: 30 }).map((list) => {
  let seconds = 60
  return list.map(({ x, accuracyMetres, engine, rssi, afterMs, delayMs }): MailboxEvent => {
    seconds += afterMs / 1000
    const receivedAt = at(seconds) + delayMs
    if (rssi !== null)
      return aSightingEvent({
        anchor: { beacon: beaconOf(x < 20 ? 'shoes' : 'watches') },
        rssi,
        occurredAt: at(seconds),
        receivedAt,
      })
    const [zone, inside] = engine ?? []
    return aPositionEvent(seconds, {
      at: zone === undefined ? { x, y: 20 } : { zone, inside: inside === true },
      accuracyMetres,
      receivedAt,
    })
  })
})
const habits = [{ offsetMs: 0, copies: 1 }]
const arrivalsOf = (events: readonly MailboxEvent[]) => [
  enrolment,
  ...events.toSorted((a, b) => a.receivedAt - b.receivedAt),
]

test('invariant 1: copies of positions change nothing', () => {
  fc.assert(
    fc.property(scenes, copies, (events, again) => {
      const once = live(arrivalsOf(events), () => release, habits)
      const more = relive(withCopies(once, again, 10_000), () => release)
      expect(more.moments).toEqual(once.moments)
      expect(more.presence).toEqual(once.presence)
    }),
    { numRuns: 300 },
  )
})

test('invariants 1 and 2: positions in any order within lateness break no stay, and a sure one later the zone is the same', () => {
  fc.assert(
    fc.property(scenes, (events) => {
      const end = Math.max(...events.map(({ receivedAt }) => receivedAt))
      const last = is((end - at(0)) / 1000 + 1, 30)
      for (const arrivals of [arrivalsOf(events), [enrolment, ...events]]) {
        const life = live([...arrivals, last], () => release, habits)
        expect(faultsOf(life.moments)).toEqual([])
        const until = life.moments.findLastIndex(({ receivedAt }) => receivedAt <= last.receivedAt) + 1
        expect(openZones(life.moments.slice(0, until))).toEqual(['hall', 'watches'])
        expect(life.presence?.visit).toBeUndefined()
      }
    }),
    { numRuns: 300 },
  )
})
