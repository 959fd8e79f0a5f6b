import type { Point } from '#shared/domain/venue.ts'
import { door, type Position, type Spot, spots, stairs, street } from './floor-plan.ts'
import type { Random } from './random.ts'

const metresPerSecond = 1.2
const climbSeconds = 16
const shuffleSeconds = 8
const shuffleMetres = 0.8

/** A stretch of a walk at one speed, from one position to another of the same floor. Seconds since the walk began. */
type Leg = { from: Position; to: Position; startSeconds: number; endSeconds: number }
export type Walk = { legs: readonly Leg[]; endSeconds: number }

/** A zone to stand in for a while. */
type Stop = { zoneId: string; dwellSeconds: number }

/**
 * A walk in from the street, past the stops and out again, along straight lines. Somebody who is in the store already
 * begins at the first stop: a demo need not wait for her to come in.
 */
export const planWalk = (random: Random, stops: readonly Stop[], inside = false): Walk => {
  const legs: Leg[] = []
  let here: Position = street
  let seconds = 0

  const move = (to: Position, takes: number) => {
    legs.push({ from: here, to, startSeconds: seconds, endSeconds: seconds + takes })
    here = to
    seconds += takes
  }
  const walk = (to: Point) => move({ ...to, level: here.level }, distance(here, to) / metresPerSecond)
  const climb = (level: number) => {
    walk(stairs)
    move(here, climbSeconds / 2)
    here = { ...stairs, level }
    move(here, climbSeconds / 2)
  }
  const stand = (around: Point, dwellSeconds: number) => {
    const shuffles = Math.ceil(dwellSeconds / shuffleSeconds)
    for (let shuffle = 0; shuffle < shuffles; shuffle++) {
      move({ ...near(random, around, shuffleMetres), level: here.level }, dwellSeconds / shuffles)
    }
  }

  let doorway: Point | undefined
  for (const [index, { zoneId, dwellSeconds }] of stops.entries()) {
    const spot = spotOf(zoneId)
    const place = near(random, spot.centre, spot.radiusMetres)
    if (index === 0 && inside) here = { ...place, level: spot.level }
    else {
      if (index === 0) walk(door)
      if (doorway) walk(doorway)
      if (here.level !== spot.level) climb(spot.level)
      if (spot.doorway) walk(spot.doorway)
      walk(place)
    }
    stand(place, dwellSeconds)
    doorway = spot.doorway
  }
  if (doorway) walk(doorway)
  if (here.level !== street.level) climb(street.level)
  walk(door)
  walk(street)
  return { legs, endSeconds: seconds }
}

/** Where she is so many seconds into her walk. Undefined once she is gone. */
export const positionAt = (walk: Walk, seconds: number): Position | undefined => {
  const leg = walk.legs.find(({ endSeconds }) => seconds < endSeconds)
  if (!leg || seconds < 0) return undefined
  const share = (seconds - leg.startSeconds) / (leg.endSeconds - leg.startSeconds)
  return {
    level: leg.from.level,
    x: leg.from.x + (leg.to.x - leg.from.x) * share,
    y: leg.from.y + (leg.to.y - leg.from.y) * share,
  }
}

/** What she came for, in any order, something else on the way, and the tills if she buys. */
export const chooseStops = (random: Random, interests: readonly string[]): Stop[] => {
  const [elsewhere = 'shoes'] = random.shuffled(
    Object.keys(spots).filter((id) => id !== 'tills' && !interests.includes(id)),
  )
  const stops = random
    .shuffled([...interests, elsewhere])
    .map((zoneId) => ({ zoneId, dwellSeconds: random.between(30, 80) }))
  return random.next() < 0.6 ? [...stops, { zoneId: 'tills', dwellSeconds: random.between(20, 40) }] : stops
}

const spotOf = (zoneId: string): Spot => {
  const spot = spots[zoneId]
  if (!spot) throw new Error(`nobody knows where to stand in ${zoneId}: use one of ${Object.keys(spots).join(', ')}`)
  return spot
}

const near = (random: Random, { x, y }: Point, metres: number): Point => ({
  x: x + random.between(-metres, metres),
  y: y + random.between(-metres, metres),
})

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)
