/** How much backlog is no backlog: what a system has in work at any time, as seconds of its load. */
const inWorkSeconds = 0.5

/** Whether a rate was held: the backlog of the last third is in work, or no larger than that of the first third. */
export const isHeld = (backlogs: readonly number[], rate: number): boolean => {
  if (backlogs.length === 0) return false
  const third = Math.max(1, Math.floor(backlogs.length / 3))
  const late = median(backlogs.slice(-third))
  return late <= Math.max(rate * inWorkSeconds, median(backlogs.slice(0, third)))
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const closeEnough = 1.15 // the lowest rate that was not held, by the highest that was

/**
 * The highest rate that holds: doubled from `from` until one does not hold, then halved in between until it is known within
 * 15 %. Never above `limit`. 0 when not even an eighth of `from` holds.
 */
export const highestHeld = async (
  from: number,
  limit: number,
  holds: (rate: number) => Promise<boolean>,
): Promise<number> => {
  let held = 0
  let failed = Number.POSITIVE_INFINITY
  for (let rate = from; rate >= from / 8; ) {
    if (await holds(rate)) held = rate
    else failed = rate
    if (held >= limit || (held > 0 && failed / held <= closeEnough)) break
    if (held === 0) rate = Math.round(failed / 2)
    else rate = failed === Number.POSITIVE_INFINITY ? Math.min(limit, held * 2) : Math.round((held + failed) / 2)
  }
  return held
}
