import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Point } from '#shared/domain/polygon.ts'
import { crossingBetween, ringFaults } from '#shared/domain/ring-faults.ts'

const ring = (...corners: [number, number][]): Point[] => corners.map(([x, y]) => ({ x, y }))

test('a square, a triangle and an L have no faults, whichever way round', () => {
  const square = ring([0, 0], [4, 0], [4, 4], [0, 4])
  for (const sound of [square, square.toReversed(), ring([0, 0], [4, 0], [0, 3])]) expect(ringFaults(sound)).toEqual([])
  expect(ringFaults(ring([0, 0], [4, 0], [4, 2], [2, 2], [2, 4], [0, 4]))).toEqual([])
})

test('a bow tie is told with the two edges and the place', () => {
  expect(ringFaults(ring([0, 0], [4, 4], [4, 0], [0, 4]))).toEqual([
    {
      at: [0, 2],
      reason: 'edge 0–1 and edge 2–3 cross at (2, 2); put the corners in order, or draw two zones',
    },
  ])
})

test('an edge that runs through a corner to the other side is a crossing', () => {
  const through = ring([0, 0], [4, 0], [4, 4], [2, 4], [2, 0], [2, -2], [1, -2], [1, 4], [0, 4])
  const places = ringFaults(through).map(({ reason }) => /cross at (.*?);/.exec(reason)?.[1])
  expect(places).toEqual(['(2, 0)', '(1, 0)'])
})

test('a ring that touches itself at a corner or along an edge is let be', () => {
  expect(ringFaults(ring([0, 0], [4, 0], [4, 4], [2, 0], [0, 4]))).toEqual([])
  expect(ringFaults(ring([0, 0], [4, 0], [4, 4], [2, 2], [2, 0], [2, 2], [0, 4]))).toEqual([])
})

test('corners twice in a row, and the first one again at the end, are named', () => {
  expect(ringFaults(ring([0, 0], [4, 0], [4, 0], [4, 4]))).toEqual([
    { at: [2], reason: 'repeats corner 1; leave one of them out' },
  ])
  expect(ringFaults(ring([0, 0], [4, 0], [4, 4], [0, 0]))).toEqual([
    { at: [3], reason: 'repeats the first corner; rings close by themselves: leave it out' },
  ])
})

test('two corners are no area, and neither is a line', () => {
  expect(ringFaults(ring([0, 0], [4, 0], [0, 0], [4, 0]))).toEqual([
    { at: [], reason: 'has 2 different corners; an area takes 3 at least: draw it again or take it away' },
  ])
  expect(ringFaults(ring([1, 1]))).toEqual([
    { at: [], reason: 'has 1 different corner; an area takes 3 at least: draw it again or take it away' },
  ])
  expect(ringFaults(ring([0, 0], [4, 0], [8, 0]))).toEqual([
    { at: [], reason: 'encloses 0.0000 m², which is nothing: draw it again or take it away' },
  ])
})

test('a square of 10 cm is an area, and one of 9.9 cm is none', () => {
  const square = (side: number) => ring([0, 0], [side, 0], [side, side], [0, side])
  expect(ringFaults(square(0.1001))).toEqual([])
  expect(ringFaults(square(0.099))).toHaveLength(1)
})

test('of a scribble five crossings are named', () => {
  const zigzag = Array.from({ length: 40 }, (_, i): [number, number] => [i % 2 === 0 ? 0 : 10, i])
  expect(ringFaults(ring(...zigzag, [5, -5], [5, 60], [4, 60]))).toHaveLength(5)
})

const circle = (n: number, turn = 0): Point[] =>
  Array.from({ length: n }, (_, i) => {
    const angle = ((i + turn) * 2 * Math.PI) / n
    return { x: 50 * Math.cos(angle), y: 50 * Math.sin(angle) }
  })

test('any star-shaped ring is sound, and swapping two corners that are no neighbours makes it cross', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 5, max: 50, noNaN: true }), { minLength: 8, maxLength: 60 }),
      fc.nat(),
      (radii, nat) => {
        const star = radii.map((r, i) => {
          const angle = (i * 2 * Math.PI) / radii.length
          return { x: r * Math.cos(angle), y: r * Math.sin(angle) }
        })
        expect(ringFaults(star)).toEqual([])
        const round = circle(radii.length)
        const i = nat % round.length
        const j = (i + 3) % round.length
        const [a, b] = [round[i], round[j]]
        if (a === undefined || b === undefined) throw new Error('no such corner')
        expect(ringFaults(round.with(i, b).with(j, a)).length).toBeGreaterThan(0)
      },
    ),
  )
})

test('a ring of 2,000 corners is looked through by its boxes: every crossing of a comb is found', () => {
  const round = circle(2000)
  expect(ringFaults(round)).toEqual([])
  const [a, b] = [round[0], round[1000]]
  if (a === undefined || b === undefined) throw new Error('no such corner')
  expect(ringFaults(round.with(0, b).with(1000, a)).length).toBeGreaterThan(0)
})

test('two rings cross where one leaves the other, and not where they only touch', () => {
  const square = ring([0, 0], [4, 0], [4, 4], [0, 4])
  expect(crossingBetween(square, ring([1, 1], [3, 1], [3, 3]))).toBeUndefined()
  expect(crossingBetween(square, ring([4, 0], [8, 0], [8, 4], [4, 4]))).toBeUndefined()
  expect(crossingBetween(square, ring([2, 1], [6, 1], [6, 3], [2, 3]))).toEqual({ x: 4, y: 1 })
})
