/**
 * The chance that counts stray at least so far from what is expected of them: Pearson's chi-square test, one degree of
 * freedom less than there are counts. The incomplete gamma function is summed by its series (Abramowitz and Stegun, 6.5.29).
 */
export const chiSquareP = (counts: readonly { drawn: number; expected: number }[]): number => {
  const half =
    counts.reduce((sum, { drawn, expected }) => sum + (expected > 0 ? (drawn - expected) ** 2 / expected : 0), 0) / 2
  const a = (counts.length - 1) / 2
  if (half > 300) return 0 // smaller than any number that is told
  let term = (half ** a * Math.exp(-half)) / gammaOfHalves(a + 1)
  let sum = 0
  for (let n = 1; term > sum * 1e-15; n++) {
    sum += term
    term *= half / (a + n)
  }
  return Math.min(1, Math.max(0, 1 - sum))
}

/** Γ of 1/2, 1, 3/2, …: by Γ(x + 1) = x Γ(x). */
const gammaOfHalves = (x: number): number => {
  if (x === 0.5) return Math.sqrt(Math.PI)
  return x === 1 ? 1 : (x - 1) * gammaOfHalves(x - 1)
}
