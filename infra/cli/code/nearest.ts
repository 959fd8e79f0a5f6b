import { distance } from 'fastest-levenshtein'

/** Of the names that there are, the one that somebody most likely meant; undefined if none comes near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const [first] = known
    .map((one) => ({ one, typos: distance(name.toLowerCase(), one.toLowerCase()) }))
    .toSorted((a, b) => a.typos - b.typos)
  return first !== undefined && first.typos <= Math.max(1, Math.floor(name.length / 3)) ? first.one : undefined
}
