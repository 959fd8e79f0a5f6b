import fc from 'fast-check'
import { expect, test } from 'vitest'
import { door, type Position, spots, stairs, street } from '#infra/local/demo/floor-plan.ts'
import { seededRandom } from '#infra/local/demo/random.ts'
import { chooseStops, planWalk, positionAt, type Walk } from '#infra/local/demo/shoppers.ts'

const everyTenth = (walk: Walk): Position[] =>
  Array.from({ length: Math.floor(walk.endSeconds * 10) }, (_, i) => positionAt(walk, i / 10)).filter(
    (at) => at !== undefined,
  )

const aSeed = fc.integer()
const someInterests = fc.uniqueArray(fc.constantFrom('boots', 'cafe', 'watches', 'menswear', 'home'), {
  minLength: 1,
  maxLength: 3,
})

test('a walk is continuous at walking pace, and changes floors on the stairs only', () => {
  fc.assert(
    fc.property(aSeed, someInterests, fc.boolean(), (seed, interests, inside) => {
      const random = seededRandom(seed, 'walk')
      const path = everyTenth(planWalk(random, chooseStops(random, interests), inside))
      for (const [i, here] of path.entries()) {
        const before = path[i - 1] ?? here
        expect(Math.hypot(here.x - before.x, here.y - before.y)).toBeLessThan(0.5)
        if (here.level !== before.level) expect({ x: here.x, y: here.y }).toEqual(stairs)
      }
    }),
    { numRuns: 50 },
  )
})

test('a shopper comes from the street through the door, and leaves the same way', () => {
  const path = everyTenth(planWalk(seededRandom(1, 'walk'), [{ zoneId: 'watches', dwellSeconds: 60 }]))
  const near = (place: Position) =>
    path.filter(({ level, x, y }) => level === place.level && Math.hypot(x - place.x, y - place.y) < 0.2)
  expect(path[0]).toEqual(street)
  expect(path.at(-1)?.y).toBeCloseTo(street.y, 0)
  expect(near(door).length).toBeGreaterThanOrEqual(2)
})

test('a shopper stays at each stop for as long as she wanted', () => {
  const walk = planWalk(seededRandom(2, 'walk'), [
    { zoneId: 'boots', dwellSeconds: 50 },
    { zoneId: 'watches', dwellSeconds: 70 },
  ])
  const secondsAt = (zoneId: 'boots' | 'watches') => {
    const { level, centre, radiusMetres } = spots[zoneId] ?? { level: 0, centre: door, radiusMetres: 0 }
    const reach = radiusMetres + 0.8
    return (
      everyTenth(walk).filter(
        (here) => here.level === level && Math.abs(here.x - centre.x) <= reach && Math.abs(here.y - centre.y) <= reach,
      ).length / 10
    )
  }
  expect(secondsAt('boots')).toBeGreaterThanOrEqual(49)
  expect(secondsAt('boots')).toBeLessThan(58)
  expect(secondsAt('watches')).toBeGreaterThanOrEqual(69)
  expect(secondsAt('watches')).toBeLessThan(78)
})

test('whoever is inside already begins at her first stop', () => {
  const walk = planWalk(seededRandom(3, 'walk'), [{ zoneId: 'watches', dwellSeconds: 60 }], true)
  const first = positionAt(walk, 0)
  expect(first?.level).toBe(1)
  expect(Math.hypot((first?.x ?? 0) - 5, (first?.y ?? 0) - 6)).toBeLessThan(4)
})

test('before and after her walk a shopper is nowhere', () => {
  const walk = planWalk(seededRandom(4, 'walk'), [{ zoneId: 'boots', dwellSeconds: 10 }])
  expect(positionAt(walk, -1)).toBeUndefined()
  expect(positionAt(walk, walk.endSeconds)).toBeUndefined()
})

test('a shopper goes to all that interests her, one place more, and the tills last', () => {
  fc.assert(
    fc.property(aSeed, someInterests, (seed, interests) => {
      const zones = chooseStops(seededRandom(seed, 'stops'), interests).map(({ zoneId }) => zoneId)
      const shopped = zones.filter((zoneId) => zoneId !== 'tills')
      expect(shopped).toEqual(expect.arrayContaining(interests))
      expect(new Set(shopped).size).toBe(interests.length + 1)
      expect(zones.slice(0, shopped.length)).toEqual(shopped)
    }),
  )
})

test('a zone where nobody can stand is named', () => {
  expect(() => planWalk(seededRandom(1, 'walk'), [{ zoneId: 'wathces', dwellSeconds: 1 }])).toThrow(
    'nobody knows where to stand in wathces: use one of shoes, boots, cafe, tills, watches, menswear, home',
  )
})
