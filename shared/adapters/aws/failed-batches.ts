import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { FailedBatch, FailedBatches } from '#shared/ports.ts'

/** Lambda names the objects of a failure destination itself, below this. */
const prefix = 'aws/lambda/'

/** The part of Lambda's invocation record that is read; `payload` is the event of the batch, JSON as text. */
type InvocationRecord = { timestamp: string; requestContext: { condition: string }; payload: string }
type Event = { Records: { kinesis: { partitionKey: string; data: string; approximateArrivalTimestamp: number } }[] }

/**
 * The stream's batches in the bucket of Lambda's failure destination.
 * Source: AWS Lambda developer guide, "Retain discarded batch records" (the invocation record with its payload).
 */
export const s3FailedBatches = (client: S3Client, bucket: string): FailedBatches => ({
  list: async ({ limit, after }) => {
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: limit,
        ...(after === undefined ? {} : { StartAfter: after }),
      }),
    )
    const batches = Contents.map(({ Key = '', LastModified, Size = 0 }) => ({
      id: Key,
      at: LastModified?.getTime() ?? 0,
      bytes: Size,
    }))
    const last = batches.at(-1)
    return { batches, ...(IsTruncated && last !== undefined ? { next: last.id } : {}) }
  },
  find: async (id) => {
    if (!id.startsWith(prefix)) return undefined
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: id }))
      return batchOf(id, JSON.parse((await Body?.transformToString()) ?? ''))
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },
  forget: async (id) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: id }))
  },
})

const batchOf = (id: string, { timestamp, requestContext, payload }: InvocationRecord): FailedBatch => {
  const { Records }: Event = JSON.parse(payload)
  return {
    id,
    at: Date.parse(timestamp),
    condition: requestContext.condition,
    records: Records.map(({ kinesis }) => ({
      key: kinesis.partitionKey,
      arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1000),
      data: Buffer.from(kinesis.data, 'base64'),
    })),
  }
}
