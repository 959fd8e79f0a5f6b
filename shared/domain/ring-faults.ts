import Flatbush from 'flatbush'
import type { Point } from './polygon.ts'

/** What is wrong with one ring of corners. `at` are the corners that it is about, by their place in the ring. */
export type RingFault = { at: readonly number[]; reason: string }

type Ring = readonly Point[]

/** Crossings of one ring that are named; a scribble has thousands. */
const maxCrossings = 5

/** Smaller than this is a slip of the drawing tool, not a place: a square of 10 cm. */
const leastExtent = 0.01

/**
 * Everything wrong with a ring: too few corners, corners twice in a row, no extent, edges that cross. A ring may touch itself
 * at a corner. Edges are compared through a packed R-tree, so that 2,000 corners take milliseconds.
 */
export const ringFaults = (ring: Ring): RingFault[] => {
  const different = new Set(ring.map(({ x, y }) => `${x} ${y}`)).size
  if (different < 3) {
    const corners = `${different} different ${different === 1 ? 'corner' : 'corners'}`
    return [{ at: [], reason: `has ${corners}; an area takes 3 at least: draw it again or take it away` }]
  }
  const repeated = ring.flatMap(({ x, y }, i): RingFault[] => {
    const before = (i + ring.length - 1) % ring.length
    const other = ring[before]
    if (other?.x !== x || other.y !== y) return []
    if (i === 0) return [{ at: [before], reason: 'repeats the first corner; rings close by themselves: leave it out' }]
    return [{ at: [i], reason: `repeats corner ${before}; leave one of them out` }]
  })
  const crossings = crossingsIn(ring)
  if (crossings.length > 0) return [...repeated, ...crossings]
  const extent = extentOf(ring)
  if (extent >= leastExtent) return repeated
  const reason = `encloses ${extent.toFixed(4)} m², which is nothing: draw it again or take it away`
  return [...repeated, { at: [], reason }]
}

const crossingsIn = (ring: Ring): RingFault[] => {
  const found: RingFault[] = []
  const count = ring.length
  eachPair(ring, ring, (i, j) => {
    const areNeighbours = j === i || j === (i + 1) % count || i === (j + 1) % count
    if (j < i || areNeighbours) return true
    const where = crossingOf(ring, i, ring, j)
    if (where !== undefined)
      found.push({
        at: [i, j],
        reason: `${told(i, count)} and ${told(j, count)} cross at ${place(where)}; put the corners in order, or draw two zones`,
      })
    return found.length < maxCrossings
  })
  return found
}

/** The first place where the edges of two rings cross. Rings that touch do not. */
export const crossingBetween = (one: Ring, other: Ring): Point | undefined => {
  let found: Point | undefined
  eachPair(one, other, (i, j) => {
    found = crossingOf(one, i, other, j)
    return found === undefined
  })
  return found
}

/** Calls back for the edges of two rings whose boxes meet, until it answers false. */
const eachPair = (one: Ring, other: Ring, look: (i: number, j: number) => boolean): void => {
  const tree = new Flatbush(other.length)
  for (let j = 0; j < other.length; j++) tree.add(...boxOf(other, j))
  tree.finish()
  for (let i = 0; i < one.length; i++) {
    for (const j of tree.search(...boxOf(one, i))) if (!look(i, j)) return
  }
}

const boxOf = (ring: Ring, i: number): [number, number, number, number] => {
  const [a, b] = edgeOf(ring, i)
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y)]
}

const nowhere: Point = { x: 0, y: 0 }
const cornerOf = (ring: Ring, i: number): Point => ring[i % ring.length] ?? nowhere
const edgeOf = (ring: Ring, i: number): [Point, Point] => [cornerOf(ring, i), cornerOf(ring, i + 1)]

/** Where edge `i` of one ring and edge `j` of another cross: inside both, or where the corner at an edge's end lies on the other and the next edge goes on across. */
const crossingOf = (one: Ring, i: number, other: Ring, j: number): Point | undefined => {
  const [a, b] = edgeOf(one, i)
  const [c, d] = edgeOf(other, j)
  const [ca, cb] = [side(c, d, a), side(c, d, b)]
  const [ac, ad] = [side(a, b, c), side(a, b, d)]
  if (ca * cb < 0 && ac * ad < 0) {
    const along = ca / (ca - cb)
    return { x: a.x + along * (b.x - a.x), y: a.y + along * (b.y - a.y) }
  }
  if (cb === 0 && ac * ad < 0 && ca * side(c, d, cornerOf(one, i + 2)) < 0) return b
  if (ad === 0 && ca * cb < 0 && ac * side(a, b, cornerOf(other, j + 2)) < 0) return d
  return undefined
}

/** Positive where `p` lies to the left of the line from `a` to `b`, negative to its right, 0 on it. */
const side = (a: Point, b: Point, p: Point): number => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)

/** Shoelace formula about the first corner, so that far from the origin nothing is lost; square metres. */
const extentOf = (ring: Ring): number => {
  const [{ x, y } = nowhere] = ring
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = edgeOf(ring, i)
    sum += (a.x - x) * (b.y - y) - (b.x - x) * (a.y - y)
  }
  return Math.abs(sum) / 2
}

const told = (i: number, count: number) => `edge ${i}–${(i + 1) % count}`
export const place = ({ x, y }: Point): string => `(${Number(x.toFixed(3))}, ${Number(y.toFixed(3))})`
