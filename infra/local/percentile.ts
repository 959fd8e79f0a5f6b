/** The smallest value that at least this share of the values does not exceed (nearest rank); null where there is none. */
export const percentile = (values: readonly number[], share: number): number | null => {
  const value = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)]
  return value === undefined ? null : Math.round(value * 10) / 10
}
