/** Where something was at a time, give or take `reachMetres`. Spots of different `frame` have no metres in common. */
export type Spot = { frame: string; x: number; y: number; reachMetres: number; at: number }

/** Where a device was last, and where it seems to have jumped to, as often as `times`. */
export type Motion = { spot?: Spot; jump?: Spot & { times: number } }

const motionLimits = {
  metresPerSecond: 10, // nobody walks faster, nor does a lift or a cart
  slackMetres: 10, // reflections, and clocks that differ by a second
  confirmations: 5, // in a row, with nothing from the old place, and a jump was none: a van has carried it
}

/** Takes note of where something is said to be. Not `possible` means that it would have had to fly: that is no evidence of anything yet. */
export const follow = ({ spot, jump }: Motion, next: Spot): { possible: boolean; motion: Motion } => {
  if (!spot || spot.frame !== next.frame || isReachable(spot, next)) {
    return { possible: true, motion: { spot: spot && !saysMore(spot, next) ? spot : next } }
  }
  const times = jump && jump.frame === next.frame && isReachable(jump, next) ? jump.times + 1 : 1
  if (times >= motionLimits.confirmations) return { possible: true, motion: { spot: next } }
  return { possible: false, motion: { spot, jump: { ...next, times } } }
}

const isReachable = (a: Spot, b: Spot): boolean => {
  const seconds = Math.abs(b.at - a.at) / 1000
  const { metresPerSecond, slackMetres } = motionLimits
  return Math.hypot(b.x - a.x, b.y - a.y) <= a.reachMetres + b.reachMetres + slackMetres + metresPerSecond * seconds
}

/** Whether a spot says more than an older one that has grown by all that can be walked since. */
const saysMore = (old: Spot, next: Spot): boolean => {
  const seconds = (next.at - old.at) / 1000
  return old.frame !== next.frame || next.reachMetres <= old.reachMetres + motionLimits.metresPerSecond * seconds
}

/**
 * How far from an anchor something can be that is heard at a level (dBm of a -59 dBm beacon): five times as far as in free
 * space, for antennas and for beacons that hang elsewhere than on the plan. Less than 50 m is never sure: of 64,000 sightings on
 * walks through a real mall, whose beacons' places were learned, none is flagged so.
 */
export const reachOf = (level: number): number => Math.max(50, 5 * 10 ** ((-59 - level) / 20))
