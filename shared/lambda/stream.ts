import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { Failure } from '#shared/use-cases/engage-visitors.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'
import { count } from './metrics.ts'

/**
 * A handler of the stream's batches. Lambda goes back to the lowest sequence number that is returned and hands in
 * everything from there again; a rejection hands in the whole batch.
 */
export const streamHandler = (engage: (records: readonly StreamedRecord[]) => Promise<Failure[]>) =>
  handle<KinesisStreamEvent, KinesisStreamBatchResponse>(async ({ Records }) => {
    count('Records', Records.length)
    const failures = await engage(
      Records.map(({ kinesis }) => ({
        sequence: kinesis.sequenceNumber,
        partitionKey: kinesis.partitionKey,
        arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1000),
        data: Buffer.from(kinesis.data, 'base64'),
      })),
    )
    count('BatchItemFailures', failures.length)
    for (const { mailbox, sequence, error } of failures) {
      log('error', 'a mailbox stopped and will be tried again', { mailbox, sequence, error })
    }
    return { batchItemFailures: failures.map(({ sequence }) => ({ itemIdentifier: sequence })) }
  })
