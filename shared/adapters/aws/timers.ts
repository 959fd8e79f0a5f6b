import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { fingerprint } from '#shared/domain/identifier.ts'
import type { Timer, Timers } from '#shared/ports.ts'
import { chunksOf, sendUntilTaken } from './batches.ts'
import { type Item, queryItems, writeItems } from './items.ts'

const shards = 4 // 4,000 timers a second
const maxDelaySeconds = 900 // SQS
const maxMessagesPerBatch = 10
const minute = 60_000
const cursorKey = { pk: { S: 'cursor' }, sk: { S: 'cursor' } }

/** The queue that brings timers back: a delayed message each. */
export const sqsTimerQueue = (sqs: SQSClient, queueUrl: string): Pick<Timers, 'start'> => ({
  start: async (timers, now) => {
    const entries = timers.map(({ mailbox, dueAt }, i) => ({
      Id: String(i),
      MessageBody: JSON.stringify({ v: 1, mailbox, dueAt }),
      DelaySeconds: Math.min(maxDelaySeconds, Math.max(0, Math.ceil((dueAt - now) / 1000))),
    }))
    const send = async (pending: readonly (typeof entries)[number][]) => {
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...pending] }))
      const failed = new Set(Failed.map(({ Id }) => Id))
      return { refused: pending.filter(({ Id }) => failed.has(Id)), why: Failed[0]?.Message }
    }
    await Promise.all(
      chunksOf(entries, maxMessagesPerBatch).map((chunk) => sendUntilTaken(chunk, send, 'timers for the queue')),
    )
  },
})

/** Timers: each a row of the due table, by minute and shard, and a delayed SQS message as soon as it is due within 15 minutes. */
export const awsTimers = (
  dynamodb: DynamoDBClient,
  sqs: SQSClient,
  { table, queueUrl }: { table: string; queueUrl: string },
): Timers => {
  const { start } = sqsTimerQueue(sqs, queueUrl)
  return {
    start,
    arm: async (timers, now) => {
      const distinct = [...new Map(timers.map((timer) => [`${timer.dueAt} ${timer.mailbox}`, timer])).values()]
      const isFar = ({ dueAt }: Timer) => dueAt - now > maxDelaySeconds * 1000
      // written down first: a message that is lost on the way is then found by the sweep
      await writeItems(
        dynamodb,
        table,
        distinct.map((timer) => ({
          PutRequest: {
            Item: {
              ...keyOf(timer),
              mailbox: { S: timer.mailbox },
              dueAt: { N: String(timer.dueAt) },
              far: { BOOL: isFar(timer) },
            },
          },
        })),
      )
      await start(
        distinct.filter((timer) => !isFar(timer)),
        now,
      )
    },
    clear: (timers) =>
      writeItems(
        dynamodb,
        table,
        timers.map((timer) => ({ DeleteRequest: { Key: keyOf(timer) } })),
      ),
    due: async (from, until) => {
      const minutes = Array.from(
        { length: Math.max(0, Math.ceil((until - floor(from)) / minute)) },
        (_, i) => floor(from) + i * minute,
      )
      const found: Item[] = []
      for (const at of minutes) {
        const rows = await Promise.all(
          Array.from({ length: shards }, (_, shard) => queryItems(dynamodb, table, bucket(at, shard))),
        )
        found.push(...rows.flat())
      }
      return found
        .map((item) => ({ mailbox: item.mailbox?.S ?? '', dueAt: Number(item.dueAt?.N), far: item.far?.BOOL === true }))
        .filter(({ dueAt }) => dueAt >= from && dueAt < until)
        .sort((a, b) => a.dueAt - b.dueAt || (a.mailbox < b.mailbox ? -1 : 1))
    },
    cursor: async () => {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: table, Key: cursorKey, ConsistentRead: true }),
      )
      return Item?.at?.N === undefined ? undefined : Number(Item.at.N)
    },
    moveCursor: async (to) => {
      await dynamodb.send(new PutItemCommand({ TableName: table, Item: { ...cursorKey, at: { N: String(to) } } }))
    },
  }
}

const floor = (time: number) => Math.floor(time / minute) * minute
const bucket = (time: number, shard: number) => `${new Date(floor(time)).toISOString().slice(0, 16)}#${shard}`
const keyOf = ({ mailbox, dueAt }: Timer): Item => ({
  pk: { S: bucket(dueAt, fingerprint(mailbox) % shards) },
  sk: { S: `${String(dueAt).padStart(15, '0')}#${mailbox}` },
})
