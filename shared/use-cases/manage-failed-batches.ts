import type { FailedBatch, Ports } from '#shared/ports.ts'
import { type Content, contentOf } from './content.ts'

/** A batch as somebody can look at it. */
export type ShownBatch = Omit<FailedBatch, 'records'> & {
  records: { key: string; arrivedAt: number; content: Content }[]
}

/** A batch that was given up, whole; or undefined. */
export const showFailedBatch =
  ({ failedBatches }: Pick<Ports, 'failedBatches'>) =>
  async (id: string): Promise<ShownBatch | undefined> => {
    const found = await failedBatches.find(id)
    if (found === undefined) return undefined
    const records = found.records.map(({ data, ...rest }) => ({ ...rest, content: contentOf(data) }))
    return { ...found, records }
  }

/**
 * Puts the records of a batch back into the stream, in order, as they were, and forgets the batch once all were taken.
 * Returns how many there are, or undefined where there is no such batch (any more). With `dryRun` nothing happens.
 */
export const redriveFailedBatch =
  ({ failedBatches, events }: Pick<Ports, 'failedBatches' | 'events'>) =>
  async (id: string, { dryRun }: { dryRun: boolean }): Promise<number | undefined> => {
    const found = await failedBatches.find(id)
    if (found === undefined) return undefined
    if (!dryRun) {
      await events.put(found.records.map(({ key, data }) => ({ key, body: data })))
      await failedBatches.forget(id)
    }
    return found.records.length
  }
