import middy from '@middy/core'
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { Failure } from '#shared/use-cases/engage-visitors.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { log } from './log.ts'

/**
 * A handler of the stream's batches. Lambda goes back to the lowest sequence number that is returned and hands in
 * everything from there again; a rejection hands in the whole batch.
 */
export const streamHandler = (engage: (records: readonly StreamedRecord[]) => Promise<Failure[]>) =>
  middy<KinesisStreamEvent, KinesisStreamBatchResponse>().handler(async ({ Records }) => {
    const failures = await engage(
      Records.map(({ kinesis }) => ({
        sequence: kinesis.sequenceNumber,
        partitionKey: kinesis.partitionKey,
        arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1000),
        data: Buffer.from(kinesis.data, 'base64'),
      })),
    )
    for (const { mailbox, sequence, error } of failures) {
      log('error', 'a mailbox stopped and will be tried again', { mailbox, sequence, reason: error.message })
    }
    return { batchItemFailures: failures.map(({ sequence }) => ({ itemIdentifier: sequence })) }
  })
