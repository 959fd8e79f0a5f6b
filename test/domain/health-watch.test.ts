import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  freshBoard,
  type HealthBoard,
  type HealthChange,
  type HealthNote,
  hourOf,
  hourOfWeek,
  type UsualHour,
} from '#shared/domain/health.ts'
import { watchedAnchors } from '#shared/domain/health-anchors.ts'
import { atNewHour, learnHour } from '#shared/domain/health-usual.ts'
import { watchVenue } from '#shared/domain/health-watch.ts'
import { anchorKey, beaconKey } from '#shared/domain/sighting.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'
import '#test/support/seeded.ts'

const minuteMs = 60_000
const monday = Date.UTC(2026, 10, 23) // midnight; the store's own clock is at one
const anchors = watchedAnchors(indexVenue(aVenue()))
const gateways = ['fashion', 'shoes', 'boots', 'watches', 'cafe'].map((spot) => `${spot}-gateway`)
const spots = ['fashion', 'shoes', 'boots', 'cafe'] as const

type Heard = { gateways?: readonly string[]; spots?: readonly (typeof spots)[number][]; own?: Partial<HealthNote> }

const noteOf = (at: number, { gateways: speaking = [], spots: near = [], own = {} }: Heard): HealthNote => ({
  at,
  heard: [
    ...speaking.map((gatewayId) => [anchorKey({ gatewayId }), 6, at] as const),
    ...near.map((spot) => [beaconKey(beaconOf(spot)), 10, at] as const),
  ],
  moments: near.map((spot) => [`beacon|${spot}`, 2] as const),
  lags: [],
  batteries: [],
  unknown: [],
  ...own,
})

/** A venue that is looked at each minute; the hours that it learns are kept as the use case keeps them. */
const aWatch = (start = monday) => {
  let board: HealthBoard = freshBoard(start)
  let now = start
  const hours = new Map<number, UsualHour>()
  const told: (HealthChange & { at: number })[] = []
  const look = (heard?: Heard) => {
    now += minuteMs
    if (hourOf(now) !== board.hour) {
      const ended = hourOfWeek(board.hour * 3_600_000, 'Europe/Vienna')
      hours.set(ended, learnHour(hours.get(ended), board))
      board = atNewHour(board, hourOf(now))
    }
    const watched = watchVenue({
      board,
      notes: heard ? [noteOf(now, heard)] : [],
      anchors,
      hour: hours.get(hourOfWeek(now, 'Europe/Vienna')),
      named: new Map([['hash-of-boots', 'beacon:boots']]),
      journeysIn: (zones) => zones ?? ['all'],
      now,
    })
    board = watched.board
    told.push(...watched.changes.map((change) => ({ ...change, at: now })))
  }
  return {
    look,
    minutes: (count: number, heard?: Heard) => {
      for (let i = 0; i < count; i++) look(heard)
    },
    told,
    board: () => board,
    now: () => now,
    names: () => told.map(({ subject, change }) => `${'id' in subject ? subject.id : subject.kind} ${change}`),
  }
}

const all: Heard = { gateways, spots }
const but = (out: string): Heard => ({
  gateways: gateways.filter((id) => id !== `${out}-gateway`),
  spots: spots.filter((spot) => spot !== out),
})

test('an anchor that falls silent while its neighbours are heard is told of once, since it was last heard', () => {
  const watch = aWatch()
  watch.minutes(60, all)
  const last = watch.now()
  watch.minutes(30, { gateways: but('shoes').gateways ?? [], spots })
  expect(watch.told.map(({ at: _, momentsLost: __, ...change }) => change)).toEqual([
    {
      subject: { kind: 'gateway', id: 'shoes-gateway' },
      change: 'silent',
      since: last,
      journeys: ['fashion', 'shoes'],
    },
  ])
  expect(((watch.told[0]?.at ?? 0) - last) / minuteMs).toBeLessThanOrEqual(6)
})

test('the moments lost are what was usual for as long as it was silent, from the first minute on', () => {
  const watch = aWatch()
  watch.minutes(120, all)
  watch.minutes(40, but('cafe'))
  watch.minutes(2, all)
  const heard = watch.told.find(
    ({ subject, change }) => 'id' in subject && subject.kind === 'beacon' && change === 'heard',
  )
  expect(heard?.subject).toEqual({ kind: 'beacon', id: 'cafe' })
  expect(heard?.momentsLost).toBeGreaterThan(2 * 40 * 0.95)
  expect(heard?.momentsLost).toBeLessThan(2 * 40 * 1.05)
  expect(watch.board().anchors.get('beacon:cafe')?.lastOutage?.momentsLost).toBe(heard?.momentsLost)
})

test('what is still raised in its zone by others is not lost', () => {
  const watch = aWatch()
  watch.minutes(120, all)
  watch.minutes(40, { gateways, spots: ['fashion', 'shoes', 'boots'], own: { moments: [['beacon|cafe', 1]] } })
  watch.minutes(2, all)
  const heard = watch.told.find(({ change }) => change === 'heard')
  expect(heard?.momentsLost).toBeGreaterThan(40 * 0.95)
  expect(heard?.momentsLost).toBeLessThan(40 * 1.1)
})

test('one hearing is no return: it is well after the second, and that is told once', () => {
  const watch = aWatch()
  watch.minutes(60, all)
  watch.minutes(15, but('boots'))
  const silent = watch.told.length
  watch.look(all)
  expect(watch.told).toHaveLength(silent)
  watch.minutes(9, but('boots'))
  expect(watch.told).toHaveLength(silent)
  watch.minutes(10, all)
  expect(watch.names().slice(silent).toSorted()).toEqual(['boots heard', 'boots-gateway heard'])
})

test('a venue that closes at night is no alarm, not even in its first night, and a gateway that fails by day is', () => {
  const watch = aWatch()
  for (let day = 0; day < 9; day++) {
    watch.minutes(8 * 60, { gateways })
    watch.minutes(12 * 60, all)
    watch.minutes(4 * 60, { gateways })
  }
  expect(watch.names()).toEqual([])
  watch.minutes(8 * 60, { gateways })
  watch.minutes(60, all)
  watch.minutes(10, but('watches'))
  expect(watch.names()).toEqual(['watches-gateway silent'])
}, 30_000)

test('when nothing at all is heard in an hour that never was silent, the venue is, and not each of its anchors', () => {
  const watch = aWatch()
  watch.minutes(7 * 24 * 60, { gateways, spots: [] })
  watch.minutes(2 * 60)
  expect(watch.told.map(({ subject, change, journeys }) => [subject, change, journeys])).toEqual([
    [{ kind: 'gateways' }, 'silent', ['all']],
  ])
  watch.minutes(5, { gateways })
  expect(watch.names()).toEqual(['gateways silent', 'gateways heard'])
}, 30_000)

test('an anchor that is heard now and then is not silent in its usual pauses', () => {
  const watch = aWatch()
  for (let round = 0; round < 40; round++) {
    watch.minutes(2, all)
    watch.minutes(7, but('shoes'))
  }
  expect(watch.names()).toEqual([])
  watch.minutes(240, but('shoes'))
  expect(watch.names().toSorted()).toEqual(['shoes silent', 'shoes-gateway silent'])
})

test('what was never heard is unheard, which is nobody’s news', () => {
  const watch = aWatch()
  watch.minutes(600, but('cafe'))
  expect(watch.names()).toEqual([])
  expect(watch.board().anchors.get('gateway:cafe-gateway')?.state).toBe('unheard')
})

test('a battery is low under one limit, and well above a higher one; its word is a sign of life', () => {
  const watch = aWatch()
  const tells = (percent: number) => watch.look({ own: { batteries: [['hash-of-boots', { percent }]] } })
  for (const percent of [40, 16, 15, 14, 17, 19, 15, 20, 40]) tells(percent)
  expect(watch.told.map(({ subject, change, battery }) => [subject, change, battery])).toEqual([
    [{ kind: 'beacon', id: 'boots' }, 'battery_low', { percent: 15 }],
    [{ kind: 'beacon', id: 'boots' }, 'battery_ok', { percent: 20 }],
  ])
  expect(watch.board().anchors.get('beacon:boots')?.state).toBe('ok')
})

test('a clock is skewed after three looks in a row, ahead or behind, and right after three', () => {
  const watch = aWatch()
  const lags = (...ms: number[]) => watch.look({ gateways, own: { lags: [['gateway:shoes-gateway', ms]] } })
  for (const ms of [0, -45_000, -45_000, 100, -45_000, -45_000]) lags(ms)
  expect(watch.told).toEqual([])
  lags(-45_000, 90_000, -46_000)
  lags(25_000)
  for (let i = 0; i < 3; i++) lags(19_000)
  expect(watch.told.map(({ change, skewSeconds }) => [change, skewSeconds])).toEqual([
    ['clock_skewed', -45],
    ['clock_right', 19],
  ])
})

test('the phones’ clocks are judged as a class', () => {
  const watch = aWatch()
  for (let i = 0; i < 3; i++) watch.look({ own: { lags: [['phones', [1000, 40_000, 41_000]]] } })
  expect(watch.told.map(({ subject, change, skewSeconds }) => [subject, change, skewSeconds])).toEqual([
    [{ kind: 'phones' }, 'clock_skewed', 40],
  ])
})

test('a beacon that nobody registered is told of when it was heard often, and forgotten after a day', () => {
  const watch = aWatch()
  watch.look({ own: { unknown: [['ibeacon:ff:1:1', 9]] } })
  expect(watch.names()).toEqual([])
  watch.look({
    own: {
      unknown: [
        ['ibeacon:ff:1:1', 1],
        ['ibeacon:ff:1:2', 3],
      ],
    },
  })
  watch.minutes(24 * 60 + 1)
  expect(watch.told.map(({ change, unknownIds }) => [change, unknownIds])).toEqual([
    ['unknown_ids', 1],
    ['no_unknown_ids', 0],
  ])
})

test('a gateway that speaks and is none of the venue’s is an unknown id', () => {
  const watch = aWatch()
  watch.minutes(2, { gateways: ['fashion-gateway', 'elsewhere'] })
  expect(watch.board().unknown).toEqual([
    { identity: 'gateway:elsewhere', sightings: 12, firstAt: watch.now() - minuteMs, lastAt: watch.now() },
  ])
  expect(watch.names()).toEqual(['venue unknown_ids'])
})

test('however anchors come and go, what is told of each alternates, and telling is repeatable', () => {
  const minute = fc.record({ gateways: fc.subarray(gateways), spots: fc.subarray([...spots]) })
  const stretch = fc.tuple(minute, fc.integer({ min: 1, max: 25 }))
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), (stretches) => {
      const days = [aWatch(), aWatch()]
      for (const watch of days) {
        watch.minutes(30, all)
        for (const [heard, minutes] of stretches) watch.minutes(minutes, heard)
      }
      const [first, second] = days
      expect(first?.told).toEqual(second?.told)
      const byAnchor = Map.groupBy(first?.told ?? [], ({ subject }) => JSON.stringify(subject))
      for (const [, changes] of byAnchor)
        expect(changes.map(({ change }) => change)).toEqual(changes.map((_, i) => (i % 2 === 0 ? 'silent' : 'heard')))
    }),
    { numRuns: 40 },
  )
}, 30_000)
