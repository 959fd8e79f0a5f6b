import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { RadioMapJob } from '#shared/domain/locating/radio-map-job.ts'
import type { RadioMapJobs } from '#shared/ports.ts'
import { sendUntilTaken } from './batches.ts'
import { packed, queryItems, unpacked } from './items.ts'

/** Jobs that learn radio maps: an item each, beside the walks, with the report in it. */
export const dynamoRadioMapJobs = (client: DynamoDBClient, table: string): Omit<RadioMapJobs, 'enqueue'> => ({
  save: async (job) => {
    const Item = { ...keyOf(job.venueId, job.version), data: { B: packed(job) } }
    await client.send(new PutItemCommand({ TableName: table, Item }))
  },
  find: async (venueId, version) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(venueId, version), ConsistentRead: true }),
    )
    return Item?.data?.B && (unpacked(Item.data.B) as RadioMapJob)
  },
  list: async (venueId) =>
    (await queryItems(client, table, `venue#${venueId}`, prefix))
      .flatMap(({ data }) => (data?.B ? [unpacked(data.B) as RadioMapJob] : []))
      .toReversed(),
})

/** The queue that radio maps are learned from. */
export const sqsRadioMapQueue = (sqs: SQSClient, queueUrl: string): Pick<RadioMapJobs, 'enqueue'> => ({
  enqueue: async ({ venueId, version }) => {
    const send = async (bodies: readonly string[]) => {
      const Entries = bodies.map((MessageBody) => ({ Id: 'job', MessageBody }))
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      return { refused: Failed.length > 0 ? bodies : [], why: Failed[0]?.Message }
    }
    await sendUntilTaken([JSON.stringify({ v: 1, venueId, version })], send, 'the job for the queue')
  },
})

// a version begins with its time: the order of the keys is that of the jobs
const prefix = 'radio-map#'
const keyOf = (venueId: string, version: string) => ({ pk: { S: `venue#${venueId}` }, sk: { S: prefix + version } })
