/** What a function with ReportBatchItemFailures answers of a batch: these items failed, or the whole batch did. */
export type BatchFailures = ReadonlySet<string> | 'all'

/**
 * Reads `{ batchItemFailures: [{ itemIdentifier }] }` as Lambda documents it: no answer, null or an empty list is a full
 * success; an answer of another shape, an empty identifier, or one that is not in the batch fails the whole batch.
 */
export const readBatchFailures = (answer: unknown, identifiers: ReadonlySet<string>): BatchFailures => {
  if (answer === null || answer === undefined || answer === '') return new Set()
  if (typeof answer !== 'object') return 'all'
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return 'all'
  const failed = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  const known = failed.filter((identifier) => typeof identifier === 'string' && identifiers.has(identifier))
  return known.length === failed.length ? new Set(known as string[]) : 'all'
}
