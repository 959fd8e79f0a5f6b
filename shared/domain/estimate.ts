/** How many people there are, how many match, how many of those allow marketing, and how many of these have a phone of theirs. */
export const countedOf = ['total', 'matching', 'consented', 'reachable'] as const
export type Counted = Record<(typeof countedOf)[number], number>

/** With 95 % confidence. */
export type Interval = { low: number; high: number }

export type Estimate = {
  isExact: boolean
  counts: Counted
  intervals?: Record<keyof Counted, Interval>
  looked: number
}

export const nobody: Counted = { total: 0, matching: 0, consented: 0, reachable: 0 }

export const added = (a: Counted, b: Counted): Counted => ({
  total: a.total + b.total,
  matching: a.matching + b.matching,
  consented: a.consented + b.consented,
  reachable: a.reachable + b.reachable,
})

export const slicesLooked = 20
const studentsT = 2.093 // 95 %, two-sided, of 20 slices

/**
 * Estimates the counts of all from those of 20 of `of` slices of about one size, drawn by chance: the mean of the slices times
 * their number, with the interval of a sample without replacement (Cochran, Sampling Techniques, 1977, chapter 2).
 */
export const estimated = (slices: readonly Counted[], of: number): Estimate => {
  const seen = slices.reduce(added, nobody)
  const figures = (name: keyof Counted): { about: number } & Interval => {
    const mean = seen[name] / slices.length
    const variance = slices.reduce((sum, slice) => sum + (slice[name] - mean) ** 2, 0) / (slices.length - 1)
    const error = of * Math.sqrt((variance / slices.length) * (1 - slices.length / of)) * studentsT
    const about = Math.round(of * mean)
    // nobody is fewer than were seen
    return { about, low: Math.max(seen[name], Math.floor(about - error)), high: Math.ceil(about + error) }
  }
  const all = {
    total: figures('total'),
    matching: figures('matching'),
    consented: figures('consented'),
    reachable: figures('reachable'),
  }
  const only = <T>(pick: (figure: { about: number } & Interval) => T) => ({
    total: pick(all.total),
    matching: pick(all.matching),
    consented: pick(all.consented),
    reachable: pick(all.reachable),
  })
  return {
    isExact: false,
    counts: only(({ about }) => about),
    intervals: only(({ low, high }) => ({ low, high })),
    looked: seen.total,
  }
}
