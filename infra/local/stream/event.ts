import { region } from '../aws.ts'
import type { LogRecord } from './segment.ts'
import type { Shard, Stream } from './stream.ts'

/** What a function gets for a batch of one shard: Lambda's Kinesis event. `data` stays base64, arrival is in seconds. */
export const kinesisEvent = (sourceArn: string, roleArn: string, shard: Shard, records: readonly LogRecord[]) => ({
  Records: records.map((record) => {
    const sequenceNumber = shard.sequenceNumber(record.number)
    return {
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.partitionKey,
        sequenceNumber,
        data: record.data,
        approximateArrivalTimestamp: record.arrivedAt / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shard.id}:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: roleArn,
      awsRegion: region,
      eventSourceARN: sourceArn,
    }
  }),
})

/** Why Lambda gave a batch up. */
export type GaveUp = { condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'; invokeCount: number }

/** What Lambda tells a failure destination about a batch. Only S3 gets the records themselves, as `payload`. */
export const failedBatch = (
  { stream, shard, records }: { stream: Stream; shard: Shard; records: readonly LogRecord[] },
  { condition, invokeCount }: GaveUp,
  { requestId, functionArn, now }: { requestId: string; functionArn: string; now: number },
) => {
  const first = records[0]
  const last = records.at(-1)
  const time = (millis: number | undefined) => new Date(millis ?? now).toISOString()
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
    responseContext:
      invokeCount > 0 ? { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' } : null,
    version: '1.0',
    timestamp: time(now),
    KinesisBatchInfo: {
      shardId: shard.id,
      startSequenceNumber: shard.sequenceNumber(first?.number ?? 0),
      endSequenceNumber: shard.sequenceNumber(last?.number ?? 0),
      approximateArrivalOfFirstRecord: time(first?.arrivedAt),
      approximateArrivalOfLastRecord: time(last?.arrivedAt),
      batchSize: records.length,
      streamArn: stream.arn,
    },
  }
}
