import { ApiError } from '../api-error.ts'
import { failure } from './refusals.ts'

const maxEntries = 10
const maxBatchBytes = 1024 * 1024

/** The entries of a batch request. Throws for what SQS refuses a whole batch for; `of` is what it calls an entry. */
export const entriesOf = <T extends { Id: string }>(entries: readonly T[] | undefined, of: string): readonly T[] => {
  const count = entries?.length ?? 0
  if (entries === undefined || count === 0)
    throw failure('EmptyBatchRequest', `There should be at least one ${of} in the request.`)
  if (count > maxEntries) {
    throw failure(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maxEntries}. You have sent ${count}.`,
    )
  }
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw failure(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    )
  }
  const twice = entries.find(({ Id }, i) => entries.findIndex((other) => other.Id === Id) < i)
  if (twice !== undefined) throw failure('BatchEntryIdsNotDistinct', `Id ${twice.Id} repeated.`)
  return entries
}

export const checkBatchBytes = (bytes: number): void => {
  if (bytes <= maxBatchBytes) return
  throw failure(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`,
  )
}

/** One bad entry of a batch does not keep the others from going through. */
export const sortEntries = <T extends { Id: string }, V>(entries: readonly T[], work: (entry: T) => V) => {
  const good: { entry: T; value: V }[] = []
  const Failed: { Id: string; SenderFault: true; Code: string; Message: string }[] = []
  for (const entry of entries) {
    try {
      good.push({ entry, value: work(entry) })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code.replace(/.*#/, ''), Message: error.message })
    }
  }
  return { good, Failed }
}
