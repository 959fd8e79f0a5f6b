import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { type IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { topics } from '#shared/domain/topic.ts'
import type { Events, Journal, Phones } from '#shared/ports.ts'
import { chunksWithin, sendUntilTaken } from './batches.ts'
import { linesOf } from './journal-lines.ts'

const maxBytesPerJournalRecord = 1_000 * 1024
const journalBatch = { count: 500, bytes: 4 * 1024 * 1024 }
const maxBytesPerEvent = 1024 * 1024 // with its key
const eventBatch = { count: 500, bytes: 5 * 1024 * 1024 }

/** Messages to phones over AWS IoT, at least once. */
export const iotPhones = (client: IoTDataPlaneClient): Phones => ({
  publish: async (deviceId, message) => {
    await client.send(
      new PublishCommand({ topic: topics.messages(deviceId), qos: 1, payload: Buffer.from(JSON.stringify(message)) }),
    )
  },
})

/** The archive: newline-delimited JSON, many lines a record because Firehose bills each by 5 kB. */
export const firehoseJournal = (client: FirehoseClient, stream: string): Journal => ({
  append: async (entries) => {
    const lines = entries.flatMap((entry) => linesOf(entry, maxBytesPerJournalRecord))
    const records = chunksWithin(
      lines,
      { count: Number.POSITIVE_INFINITY, bytes: maxBytesPerJournalRecord },
      Buffer.byteLength,
    ).map((some) => ({ Data: Buffer.from(some.join('')) }))
    const send = async (pending: readonly (typeof records)[number][]) => {
      const { RequestResponses = [] } = await client.send(
        new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: [...pending] }),
      )
      const refused = pending.filter((_, i) => RequestResponses[i]?.ErrorCode !== undefined)
      return { refused, why: RequestResponses.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorMessage }
    }
    for (const chunk of chunksWithin(records, journalBatch, ({ Data }) => Data.length)) {
      await sendUntilTaken(chunk, send, `records for the journal ${stream}`)
    }
  },
})

/** The stream of all mailboxes. */
export const kinesisEvents = (client: KinesisClient, stream: string): Events => ({
  put: async (records) => {
    const entries = records.map(({ key, body }) => ({
      PartitionKey: key,
      Data: body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body)),
    }))
    for (const entry of entries) {
      if (bytesOf(entry) > maxBytesPerEvent)
        throw new Error(
          `a record of ${entry.PartitionKey} has ${bytesOf(entry)} bytes, the stream takes ${maxBytesPerEvent}: divide it`,
        )
    }
    const send = async (pending: readonly Entry[]) => {
      const { Records = [] } = await client.send(new PutRecordsCommand({ StreamName: stream, Records: [...pending] }))
      const refused = pending.filter((_, i) => Records[i]?.ErrorCode !== undefined)
      return { refused, why: Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorMessage }
    }
    for (const round of rounds(entries)) {
      for (const chunk of chunksWithin(round, eventBatch, bytesOf)) {
        await sendUntilTaken(chunk, send, `records for the stream ${stream}`)
      }
    }
  },
})

type Entry = { PartitionKey: string; Data: Buffer }

const bytesOf = ({ PartitionKey, Data }: Entry): number => Buffer.byteLength(PartitionKey) + Data.length

/** First the first record of every mailbox, then the second ones, …: a record that is sent again never falls behind its follower. */
const rounds = (entries: readonly Entry[]): Entry[][] => {
  const soFar = new Map<string, number>()
  const turns = Map.groupBy(entries, ({ PartitionKey }) => {
    const turn = soFar.get(PartitionKey) ?? 0
    soFar.set(PartitionKey, turn + 1)
    return turn
  })
  return [...turns.values()]
}
