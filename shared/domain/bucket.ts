/** From a share of all buckets up to another, from 0 to 1; the end is not in it. */
export type BucketRange = readonly [from: number, until: number]

/** FNV-1a of 32 bits, over the UTF-16 units of a text, as GrowthBook takes it. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * GrowthBook's hash of a value: from 0 to 1, in 10,000 steps (version 2), or in 1,000 that are not quite even (version 1).
 * Null: there is no such version.
 */
export const bucketOf = (seed: string, value: string, version: number): number | null => {
  if (version === 2) return (fnv1a(String(fnv1a(seed + value))) % 10_000) / 10_000
  return version === 1 ? (fnv1a(value + seed) % 1000) / 1000 : null
}

export const equalWeights = (count: number): number[] => Array.from({ length: Math.max(0, count) }, () => 1 / count)

/**
 * Where each variant's buckets are. `coverage` is the share of each that takes part, from 0 to 1; weights that are not one for
 * each, or don't sum up to 1 within a hundredth, are taken for equal ones.
 */
export const bucketRanges = (count: number, coverage = 1, weights?: readonly number[]): BucketRange[] => {
  const share = Math.min(1, Math.max(0, coverage))
  const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 0
  const isUsable = weights?.length === count && sum >= 0.99 && sum <= 1.01
  let from = 0
  return (isUsable ? weights : equalWeights(count)).map((weight) => {
    const range = [from, from + share * weight] as const
    from += weight
    return range
  })
}

/** The variant whose buckets one is in, from 0 on; -1: none. */
export const variantAt = (bucket: number, ranges: readonly BucketRange[]): number =>
  ranges.findIndex(([from, until]) => bucket >= from && bucket < until)

/** Whether a value is in a namespace's range: experiments whose ranges don't overlap never share anybody. */
export const isInNamespace = (value: string, [name, from, until]: readonly [string, number, number]): boolean => {
  const bucket = bucketOf(`__${name}`, value, 1) ?? 1
  return bucket >= from && bucket < until
}
