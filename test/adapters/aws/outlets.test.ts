import { FirehoseClient } from '@aws-sdk/client-firehose'
import { KinesisClient } from '@aws-sdk/client-kinesis'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { firehoseJournal, kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { sqsTimerQueue } from '#shared/adapters/aws/timers.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Events, Journal, StreamRecord } from '#shared/ports.ts'
import { towards } from '../dynalite.ts'
import { startOutlets } from '../outlet-server.ts'
import { aDecision, opening } from '../samples.ts'

let outlets: Awaited<ReturnType<typeof startOutlets>>
let events: Events
let journal: Journal

beforeAll(async () => {
  outlets = await startOutlets()
  const config = towards(outlets.endpoint)
  events = kinesisEvents(new KinesisClient(config), 'events')
  journal = firehoseJournal(new FirehoseClient(config), 'journal')
})
beforeEach(() => outlets.reset())
afterAll(() => outlets.close())

const sizesOf = (action: string) =>
  outlets.calls.filter((call) => call.action === action).map(({ entries }) => entries.length)

describe('the stream', () => {
  const record = (key: string, i: number, padding = 0): StreamRecord => ({
    key,
    body: { i, padding: 'x'.repeat(padding) },
  })
  const taken = () => outlets.takenOf('PutRecords').map(({ key, data }) => ({ key, i: JSON.parse(data).i }))

  test('no records is no call', async () => {
    await events.put([])
    expect(outlets.calls).toEqual([])
  })

  test('only the records that were not taken are sent again', async () => {
    outlets.refuseWhen((_, index, nth) => nth === 0 && index === 1)
    await events.put([record('a', 0), record('b', 0), record('c', 0)])
    expect(sizesOf('PutRecords')).toEqual([3, 1])
    expect(taken()).toEqual([
      { key: 'a', i: 0 },
      { key: 'c', i: 0 },
      { key: 'b', i: 0 },
    ])
  })

  test('a record that is sent again does not fall behind the next one of its mailbox', async () => {
    outlets.refuseWhen(({ key }, _, nth) => nth < 2 && key === 'a')
    await events.put([record('a', 0), record('a', 1), record('b', 0), record('a', 2), record('b', 1)])
    const ofMailbox = (wanted: string) => taken().flatMap(({ key, i }) => (key === wanted ? [i] : []))
    expect([ofMailbox('a'), ofMailbox('b')]).toEqual([
      [0, 1, 2],
      [0, 1],
    ])
  })

  test('when a record is never taken it rejects, and sends none of the later ones of that mailbox', async () => {
    outlets.refuseWhen(({ data }) => JSON.parse(data).i === 1)
    await expect(events.put([record('a', 0), record('a', 1), record('a', 2)])).rejects.toThrow(
      new Error('records for the stream events (slow down): refused 5 times in a row'),
    )
    expect(taken()).toEqual([{ key: 'a', i: 0 }])
  })

  test('a call holds 500 records and 5 MiB at most', async () => {
    await events.put(Array.from({ length: 1100 }, (_, i) => record(`device:${i}`, i)))
    expect(sizesOf('PutRecords')).toEqual([500, 500, 100])
    outlets.reset()
    await events.put(Array.from({ length: 12 }, (_, i) => record(`device:${i}`, i, 1_000_000)))
    expect(sizesOf('PutRecords')).toEqual([5, 5, 2])
  })

  test('a record that is larger than the stream takes is refused before anything is sent', async () => {
    const body = 'x'.repeat(1024 * 1024 - 'device:1'.length - 2)
    await events.put([{ key: 'device:1', body }])
    expect(sizesOf('PutRecords')).toEqual([1])
    outlets.reset()
    await expect(events.put([record('a', 0), { key: 'device:1', body: `${body}x` }])).rejects.toThrow(
      new Error('a record of device:1 has 1048577 bytes, the stream takes 1048576: divide it'),
    )
    expect(outlets.calls).toEqual([])
  })
})

describe('the journal', () => {
  const linesPerRecord = () => outlets.takenOf('PutRecordBatch').map(({ data }) => data.split('\n').length - 1)
  const archived = (): JournalEntry[] =>
    outlets.takenOf('PutRecordBatch').flatMap(({ data }) =>
      data
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    )

  test('no entries is no call', async () => {
    await journal.append([])
    expect(outlets.calls).toEqual([])
  })

  test('many entries share a record, as many as it holds', async () => {
    const entries = Array.from({ length: 25 }, (_, i) => aDecision(`${i} ${'x'.repeat(200_000)}`))
    await journal.append(entries)
    expect(linesPerRecord()).toEqual([5, 5, 5, 5, 5])
    expect(sizesOf('PutRecordBatch')).toEqual([4, 1])
    expect(archived()).toEqual(entries)
  })

  test('only the records that were not taken are sent again', async () => {
    outlets.refuseWhen((_, index, nth) => nth === 0 && index > 0)
    const entries = Array.from({ length: 3 }, (_, i) => aDecision(`${i} ${'x'.repeat(900_000)}`))
    await journal.append(entries)
    expect(sizesOf('PutRecordBatch')).toEqual([3, 2])
    expect(archived()).toEqual(entries)
  })

  test('records that are never taken reject', async () => {
    outlets.refuseWhen(() => true)
    await expect(journal.append([aDecision('')])).rejects.toThrow(
      new Error('records for the journal journal (slow down): refused 5 times in a row'),
    )
  })

  test('an entry that is larger than a record is shortened, and its neighbours are as they were', async () => {
    const [before, after] = [aDecision('before'), { ...aDecision('after'), at: opening + 1 }]
    await journal.append([before, aDecision('é'.repeat(600_000)), after])
    expect(archived()).toEqual([before, aDecision('é'.repeat(200)), after])
  })
})

describe('the timer queue', () => {
  test('ten timers a call, and only those that were not taken are sent again', async () => {
    outlets.refuseWhen(({ data }, _, nth) => nth < 3 && JSON.parse(data).dueAt % 5 === 0)
    const timers = Array.from({ length: 23 }, (_, i) => ({ mailbox: `device:${i}`, dueAt: opening + i }))
    await sqsTimerQueue(new SQSClient(towards(outlets.endpoint)), `${outlets.endpoint}/timers`).start(timers, opening)
    expect(sizesOf('SendMessageBatch').toSorted((a, b) => b - a)).toEqual([10, 10, 3, 2, 2, 1])
    const taken = outlets.takenOf('SendMessageBatch').map(({ data }) => JSON.parse(data))
    expect(taken.toSorted((a, b) => a.dueAt - b.dueAt)).toEqual(timers.map((timer) => ({ v: 1, ...timer })))
  })

  test('timers that are never taken reject', async () => {
    outlets.refuseWhen(() => true)
    const queue = sqsTimerQueue(new SQSClient(towards(outlets.endpoint)), `${outlets.endpoint}/timers`)
    await expect(queue.start([{ mailbox: 'device:1', dueAt: opening }], opening)).rejects.toThrow(
      new Error('timers for the queue (slow down): refused 5 times in a row'),
    )
  })
})
