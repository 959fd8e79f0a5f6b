/** A part of a list: so many at most, from after where `next` of the part before left off. */
export type Page = { limit: number; after?: string }

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
