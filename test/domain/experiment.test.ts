import { expect, test } from 'vitest'
import { drawVariant, isHeldOut, unitOf } from '#shared/domain/experiment.ts'

const people = Array.from({ length: 20_000 }, (_, i) => `customer:c-${i}`)
const share = (count: number) => Math.round((count / people.length) * 100)

const variants = [
  { id: 'plain', weight: 0.5 },
  { id: 'picture', weight: 0.3, next: 'shown' },
  { id: 'none', weight: 0.2, next: 'exit' },
] as const

const shares = () => {
  const drawn = people.map((one) => drawVariant({ id: 'look', variants }, one)?.id)
  return variants.map(({ id }) => share(drawn.filter((one) => one === id).length))
}

test('people draw variants by their weights', () => {
  expect(shares().map((percent) => Math.round(percent / 10) * 10)).toEqual([50, 30, 20])
})

test('who draws again gets the same, and under another seed something independent', () => {
  const step = { id: 'look', variants }
  const drawn = people.map((one) => drawVariant(step, one))
  expect(people.map((one) => drawVariant(structuredClone(step), one)?.id)).toEqual(drawn.map((one) => one?.id))
  expect(drawVariant({ ...step, id: 'renamed', seed: 'look' }, 'customer:c-7')).toEqual(drawn[7])
  const both = people.filter(
    (one, i) => drawn[i]?.id === 'plain' && drawVariant({ ...step, seed: 'b' }, one)?.id === 'plain',
  )
  expect(Math.abs(share(both.length) - 25)).toBeLessThanOrEqual(2)
})

test('more weight for the first variant leaves with it all who had drawn it', () => {
  const more = [
    { id: 'plain', weight: 0.7 },
    { id: 'picture', weight: 0.1 },
    { id: 'none', weight: 0.2 },
  ]
  const before = people.filter((one) => drawVariant({ id: 'look', variants }, one)?.id === 'plain')
  expect(before.every((one) => drawVariant({ id: 'look', variants: more }, one)?.id === 'plain')).toBe(true)
})

test('a holdout holds out its percent, in ten thousand buckets, and none or all at its ends', () => {
  const held = (percent: number, seed = 'all') => people.filter((one) => isHeldOut(seed, one, percent))
  expect([held(0).length, held(100).length]).toEqual([0, people.length])
  for (const percent of [1, 5, 15, 50]) expect(Math.abs(share(held(percent).length) - percent)).toBeLessThanOrEqual(1)
  const five = new Set(held(5))
  expect(held(3).every((one) => five.has(one))).toBe(true)
  expect(Math.abs(share(held(50).filter((one) => isHeldOut('journey', one, 50)).length) - 25)).toBeLessThanOrEqual(2)
  const steps = Array.from({ length: 50 }, (_, i) => held((i + 1) / 100).length)
  expect(new Set(steps).size).toBeGreaterThan(30)
})

test('for what an experiment draws', () => {
  const at = { ledgerId: 'customer:ada', venueId: 'store', visitId: 'v1', zoneId: 'shoes', localDate: '2026-11-21' }
  const { visitId: _, zoneId: __, ...elsewhere } = at
  expect([
    unitOf('customer', at),
    unitOf('visit', at),
    unitOf('zone-day', at),
    unitOf('customer', elsewhere),
    unitOf('visit', elsewhere),
    unitOf('zone-day', elsewhere),
  ]).toEqual([
    'customer:ada',
    'v1',
    'store/shoes@2026-11-21',
    'customer:ada',
    'customer:ada@store@2026-11-21',
    'store/@2026-11-21',
  ])
})
