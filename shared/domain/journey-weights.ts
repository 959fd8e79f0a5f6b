const tolerance = 0.01 // three thirds are written as 0.33, 0.33 and 0.34, or as 0.333 each

/** What is wrong with the weights of an experiment. They are shares of everybody, so they sum to 1. */
export const weightsFault = (
  variants: readonly { id: string; weight: number }[],
): { reason: string; example: unknown } | undefined => {
  const sum = variants.reduce((total, { weight }) => total + weight, 0)
  if (Math.abs(sum - 1) <= tolerance) return undefined
  const mended = sum === 0 ? 1 / variants.length : 1 / sum
  const example = variants.map(({ id, weight }) => ({
    id,
    weight: Math.round((sum === 0 ? mended : weight * mended) * 1000) / 1000,
  }))
  return { reason: `must have weights that sum to 1; these sum to ${Math.round(sum * 1000) / 1000}`, example }
}
