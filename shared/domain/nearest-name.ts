import { distance } from 'fastest-levenshtein'

/**
 * The known name that somebody most likely meant, by Levenshtein distance and whatever the case; undefined where none is near.
 * One edit in three letters, two in a longer name, and one more for each third letter from nine on.
 */
export const nearestName = (name: string, known: Iterable<string>): string | undefined => {
  const meant = name.toLowerCase()
  const allowed = meant.length < 3 ? 0 : meant.length === 3 ? 1 : Math.max(2, Math.floor(meant.length / 3))
  let nearest: string | undefined
  let edits = allowed + 1
  for (const one of known) {
    if (Math.abs(one.length - meant.length) >= edits) continue
    const own = distance(meant, one.toLowerCase())
    if (own < edits) [nearest, edits] = [one, own]
    if (edits === 0) return nearest
  }
  return nearest
}

/** What stands behind a name that nobody knows: what was likely meant, or a few that there are. */
export const orKnown = (name: string, known: readonly string[]): string => {
  const nearest = nearestName(name, known)
  return nearest === undefined ? `known are ${known.slice(0, 10).join(', ')}` : `did you mean "${nearest}"?`
}
