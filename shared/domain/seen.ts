/**
 * Sightings that were folded lately: pairs of the device's own time and the anchor's fingerprint, one after the other, in the
 * order of time. Not event time, which is cut off at arrival for a clock that is ahead, and so is another one for a copy
 * that arrives later.
 */
export type Seen = readonly number[]

/** Whether a copy of this sighting was folded. Most are newer than all others, so that the first look tells. */
export const remembers = (seen: Seen, deviceTime: number, anchor: number): boolean => {
  for (let i = placeOf(seen, deviceTime); i > 0 && seen[i - 2] === deviceTime; i -= 2) {
    if (seen[i - 1] === anchor) return true
  }
  return false
}

/** With one more sighting, and without what the device heard before `horizon`, by its own clock. */
export const noted = (seen: Seen, deviceTime: number, anchor: number, horizon: number): Seen => {
  const kept = since(seen, horizon)
  const place = placeOf(kept, deviceTime)
  return place === kept.length ? kept.concat(deviceTime, anchor) : kept.toSpliced(place, 0, deviceTime, anchor)
}

/** Without what the device heard before `horizon`, by its own clock. */
export const since = (seen: Seen, horizon: number): Seen => {
  let from = 0
  while (from < seen.length && (seen[from] ?? horizon) < horizon) from += 2
  return from === 0 ? seen : seen.slice(from)
}

/** The device's time of the oldest one. */
export const oldestOf = (seen: Seen): number => seen[0] ?? Number.POSITIVE_INFINITY

/** Where a sighting of this time belongs: behind all that are not newer. */
const placeOf = (seen: Seen, deviceTime: number): number => {
  let place = seen.length
  while (place > 0 && (seen[place - 2] ?? deviceTime) > deviceTime) place -= 2
  return place
}
