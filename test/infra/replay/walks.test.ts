import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inBatches, reportsOf, startedAt } from '#infra/replay/walks.ts'
import { aBeacon, aHeard, aWalk } from './recordings.ts'

test('a phone reports every second what it heard in it, counted from the start of the walk', () => {
  const [a, b, c] = [aHeard({ at: 500 }), aHeard({ at: 1499 }), aHeard({ at: 3500 })]
  const named = { beacon: aBeacon(1), rssi: -70, txPower: -59 }
  expect(reportsOf(aWalk({ heard: [a, b, c] }))).toEqual([
    {
      afterMilliseconds: 1000,
      sightings: [
        { id: String(a.row), at: 0, ...named },
        { id: String(b.row), at: 999, ...named },
      ],
    },
    { afterMilliseconds: 4000, sightings: [{ id: String(c.row), at: 3000, ...named }] },
  ])
})

test('a walk that starts later has later times', () => {
  const heard = aHeard()
  const [report] = reportsOf(aWalk({ heard: [heard] }))
  expect(report && startedAt(7_000_000, report)).toEqual([
    { id: String(heard.row), at: 7_000_000, beacon: aBeacon(1), rssi: -70, txPower: -59 },
  ])
})

const walks = fc
  .array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 })
  .map((times) => aWalk({ heard: times.toSorted((a, b) => a - b).map((at) => aHeard({ at })) }))

test('whatever the walk, each sighting is reported once, within a second after it was heard', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      const reports = reportsOf(walk)
      const sent = reports.flatMap(({ afterMilliseconds, sightings }) =>
        sightings.map(({ id, at }) => ({ id, delay: afterMilliseconds - at })),
      )
      expect(sent.map(({ id }) => id).toSorted()).toEqual(walk.heard.map(({ row }) => String(row)).toSorted())
      for (const { delay } of sent) {
        expect(delay).toBeGreaterThan(0)
        expect(delay).toBeLessThanOrEqual(1000)
      }
      const after = reports.map(({ afterMilliseconds }) => afterMilliseconds)
      expect(after).toEqual([...new Set(after)].toSorted((a, b) => a - b))
    }),
  )
})

test('phones that batch send so many sightings at once, when the last of them was heard', () => {
  const one = (id: string) => ({ id, at: 0, beacon: { uuid: 'u', major: 1, minor: 1 }, rssi: -60 })
  const reports = [
    { afterMilliseconds: 1000, sightings: ['a', 'b', 'c'].map(one) },
    { afterMilliseconds: 2000, sightings: ['d', 'e'].map(one) },
  ]
  const batches = inBatches(reports, 2).map(({ afterMilliseconds, sightings }) => [
    afterMilliseconds,
    sightings.map(({ id }) => id).join(''),
  ])
  expect(batches).toEqual([
    [1000, 'ab'],
    [2000, 'cd'],
    [2000, 'e'],
  ])
  expect(inBatches(reports, undefined)).toBe(reports)
})
