/** A seeded source of chance: the same seed gives the same day in the store. */
export type Random = {
  /** Uniform, from 0 up to but not 1. */
  next(): number
  between(low: number, high: number): number
  /** Mean 0, standard deviation 1. */
  normal(): number
  /** Exponential with this mean. */
  waiting(mean: number): number
  shuffled<T>(items: readonly T[]): T[]
}

/** Chance for one seed and one purpose, so that one shopper's day does not depend on how many others there are. */
export const seededRandom = (seed: number, purpose: string): Random => {
  const next = mulberry32(seed ^ hashOf(purpose))
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    // Box and Muller 1958; 1 - u keeps the logarithm finite
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    waiting: (mean) => -mean * Math.log(1 - next()),
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  }
}

/** Tommy Ettinger's mulberry32: 32 bits of state, passes gjrand's tests. */
const mulberry32 = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a. */
const hashOf = (text: string) => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
