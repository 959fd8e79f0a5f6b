/** A part of a list: so many at most, from after where `next` of the part before left off. */
export type Page = { limit: number; after?: string }

/** As many of a page's entries as so many characters of JSON hold, and one at least: an answer of a function has its limit. */
export const fitting = <T>(entries: readonly T[], characters: number): T[] => {
  let filled = 0
  const fits = entries.findIndex((entry) => {
    filled += JSON.stringify(entry).length
    return filled > characters
  })
  return fits === -1 ? [...entries] : entries.slice(0, Math.max(1, fits))
}

/** A part of a list that is in the order of its keys, or in the reverse of it. */
export const pageOf = <T>(
  all: readonly T[],
  keyOf: (one: T) => string,
  { limit, after }: Page,
  isBehind: (key: string, after: string) => boolean = (key, after) => key > after,
): { entries: T[]; next?: string } => {
  const rest = after === undefined ? all : all.filter((one) => isBehind(keyOf(one), after))
  const entries = rest.slice(0, limit)
  const last = entries.at(-1)
  return rest.length <= limit || last === undefined ? { entries } : { entries, next: keyOf(last) }
}
