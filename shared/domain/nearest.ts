import { distance } from 'fastest-levenshtein'

/** The name that somebody may have meant: at most two slips away, or one in a short name. Undefined: none comes near. */
export const nearest = (name: string, known: Iterable<string>): string | undefined => {
  const slips = name.length > 5 ? 2 : 1
  let best: { name: string; slips: number } | undefined
  for (const one of known) {
    if (Math.abs(one.length - name.length) > slips) continue
    const far = distance(name.toLowerCase(), one.toLowerCase())
    if (far <= slips && (best === undefined || far < best.slips)) best = { name: one, slips: far }
  }
  return best?.name
}
