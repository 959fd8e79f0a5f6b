/** Which of some words somebody may have meant: the same but for case and separators, or at most two slips away. */
export const meant = (word: string, known: readonly string[]): string | undefined => {
  const plain = plainOf(word)
  const same = known.find((one) => plainOf(one) === plain)
  if (same !== undefined) return same
  const slips = plain.length < 4 ? 0 : plain.length < 7 ? 1 : 2
  const near = known
    .map((one) => ({ one, distance: distance(plain, plainOf(one)) }))
    .filter((one) => one.distance <= slips)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.one
}

const plainOf = (word: string) => word.toLowerCase().replaceAll(/[\s_-]/g, '')

/** Levenshtein's edit distance. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] ?? 0
}
