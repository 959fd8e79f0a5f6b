import { fingerprint } from './identifier.ts'

/** Sightings that were folded lately: pairs of the device's own time and fingerprint, one after the other. */
export type Seen = readonly number[]

/**
 * Tells copies of a sighting: venue, anchor and the device's own time. Not event time, which is cut off at arrival for a
 * clock that is ahead, and so is another one for a copy that arrives later.
 */
export const markOf = (venueId: string, anchorKey: string, deviceTime: number): number =>
  fingerprint(`${venueId}|${anchorKey}|${deviceTime}`)

export const remembers = (seen: Seen, mark: number): boolean => {
  for (let i = 1; i < seen.length; i += 2) if (seen[i] === mark) return true
  return false
}

/** Without what the device heard before `horizon`, by its own clock. */
export const since = (seen: Seen, horizon: number): Seen => {
  if (oldestOf(seen) >= horizon) return seen
  const kept: number[] = []
  for (let i = 0; i < seen.length; i += 2) {
    const at = seen[i]
    const mark = seen[i + 1]
    if (at !== undefined && mark !== undefined && at >= horizon) kept.push(at, mark)
  }
  return kept
}

/** The device's time of the oldest one. */
export const oldestOf = (seen: Seen): number => {
  let at = Number.POSITIVE_INFINITY
  for (let i = 0; i < seen.length; i += 2) {
    const other = seen[i]
    if (other !== undefined && other < at) at = other
  }
  return at
}
