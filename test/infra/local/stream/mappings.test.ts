import type { KinesisStreamEvent } from 'aws-lambda'
import { expect, test } from 'vitest'
import type { Invoke } from '#infra/local/contracts.ts'
import { startLambdas } from '#infra/local/lambda/lambdas.ts'
import { connectStreams } from '#infra/local/stream/mappings.ts'
import { closing, tempFolder, until } from '../cloud-fixture.ts'
import { aMapping, failing } from './a-mapping.ts'

test('a record reaches the function in the shape of Lambda', async () => {
  const { connect, put, events, clock } = aMapping({})
  const mappings = connect()
  await clock.step(500)
  const { sequenceNumber } = put('hello')
  await mappings.idle()
  expect(events).toEqual([
    {
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'device:a',
            sequenceNumber,
            data: 'aGVsbG8=',
            approximateArrivalTimestamp: clock.now() / 1000,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: 'arn:role',
          awsRegion: 'eu-central-1',
          eventSourceARN: 'arn:aws:kinesis:eu-central-1:000000000000:stream/events/consumer/engage:1',
        },
      ],
    },
  ])
})

test('what comes while a batch runs makes the next batches, none larger than BatchSize', async () => {
  const { connect, put, batches } = aMapping({ BatchSize: 3 })
  const mappings = connect()
  for (const word of 'abcdefgh') put(word)
  await mappings.idle()
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f', 'g'], ['h']])
})

test('resumes at the lowest failure and replays everything after it', async () => {
  const { connect, put, batches, answers } = aMapping({})
  let n = 0
  answers((_, event) => (n++ === 0 ? failing(event, 'd', 'b') : {}))
  for (const word of 'abcde') put(word)
  await connect().idle()
  expect(batches).toEqual([
    ['a', 'b', 'c', 'd', 'e'],
    ['b', 'c', 'd', 'e'],
  ])
})

test.each([
  ['an error', () => Promise.reject(new Error('no table'))],
  ['an empty identifier', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
  ['an identifier of another batch', () => ({ batchItemFailures: [{ itemIdentifier: '123' }] })],
  ['no identifier', () => ({ batchItemFailures: [{}] })],
  ['no list', () => ({ batchItemFailures: 'b' })],
])('%s fails the whole batch', async (_, failure) => {
  const { connect, put, batches, answers } = aMapping({})
  let n = 0
  answers(() => (n++ === 0 ? failure() : null))
  for (const word of 'ab') put(word)
  await connect().idle()
  expect(batches).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

test('after its last retry a batch goes to the bucket with all its records, and the shard goes on', async () => {
  const { connect, put, batches, answers, failures, clock } = aMapping({
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
  })
  answers((batch, event) => (batch.includes('bad') ? failing(event, 'bad') : {}))
  for (const word of ['good', 'bad', 'after']) put(word)
  const mappings = connect()
  await mappings.idle()
  put('more')
  await mappings.idle()
  expect(batches).toEqual([['good', 'bad', 'after'], ['bad', 'after'], ['more']])
  const [failure, ...others] = failures()
  expect(others).toEqual([])
  const { payload, ...metadata } = failure
  expect(JSON.parse(payload).Records.map(({ kinesis }: { kinesis: { data: string } }) => atob(kinesis.data))).toEqual([
    'bad',
    'after',
  ])
  expect(metadata).toMatchObject({
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      condition: 'RetryAttemptsExhausted',
      functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:Engage',
    },
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      batchSize: 2,
      streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/events',
    },
  })
})

test('records that grow too old, by the clock, are given up while their function fails', async () => {
  const { connect, put, batches, answers, failures, clock } = aMapping({
    MaximumRecordAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
  })
  answers((batch) => (batch.includes('old') ? Promise.reject(new Error('outage')) : {}))
  const mappings = connect()
  put('old')
  await until(() => batches.length === 2)
  await clock.step(3_600_001)
  put('new')
  await mappings.idle()
  expect(batches.at(-1)).toEqual(['new'])
  expect(failures()).toMatchObject([
    { requestContext: { condition: 'RecordAgeExceeded' }, KinesisBatchInfo: { batchSize: 1 } },
  ])
})

test('with bisecting a failed batch is halved until the bad record stands alone', async () => {
  const { connect, put, batches, answers, failures } = aMapping({
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 0,
    FunctionResponseTypes: [],
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
  })
  answers((batch) => (batch.includes('c') ? Promise.reject(new Error('c')) : {}))
  for (const word of 'abcd') put(word)
  await connect().idle()
  expect(batches).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['d']])
  expect(failures()).toMatchObject([{ KinesisBatchInfo: { batchSize: 1 } }])
})

test('lanes run at the same time; one partition key stays in one lane, in order', async () => {
  const running = new Map<string, number>()
  let most = 0
  const seen = new Map<string, string[]>()
  const invoke: Invoke = async (_, event) => {
    const records = (event as KinesisStreamEvent).Records
    const keys = [...new Set(records.map(({ kinesis }) => kinesis.partitionKey))]
    for (const key of keys) running.set(key, (running.get(key) ?? 0) + 1)
    most = Math.max(most, running.size)
    await new Promise((resolve) => setTimeout(resolve, 3))
    expect(keys.every((key) => running.get(key) === 1)).toBe(true)
    for (const key of keys) running.delete(key)
    for (const { kinesis } of records)
      seen.set(kinesis.partitionKey, [...(seen.get(kinesis.partitionKey) ?? []), atob(kinesis.data)])
    return {}
  }
  const { connect, put } = aMapping({ ParallelizationFactor: 4, BatchSize: 2 }, tempFolder(), invoke)
  const mappings = connect()
  for (let i = 0; i < 60; i++) put(`${i}`, `device:${i % 12}`)
  await mappings.idle()
  expect(most).toBeGreaterThan(2)
  for (let d = 0; d < 12; d++) expect(seen.get(`device:${d}`)).toEqual([0, 1, 2, 3, 4].map((n) => `${n * 12 + d}`))
})

test('a window gathers records by the clock, and a full batch does not wait for it', async () => {
  const { connect, put, batches, clock } = aMapping({ MaximumBatchingWindowInSeconds: 10, BatchSize: 3 })
  const mappings = connect()
  put('a')
  put('b')
  await clock.step(9_999)
  expect(batches).toEqual([])
  await clock.step(1)
  await mappings.idle()
  expect(batches).toEqual([['a', 'b']])
  for (const word of 'cde') put(word)
  await mappings.idle()
  expect(batches).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ])
})

test('a restart goes on after what was done, and repeats what was not', async () => {
  const folder = tempFolder()
  const first = aMapping({}, folder)
  const mappings = first.connect()
  first.put('a')
  await mappings.idle()
  first.answers(() => Promise.reject(new Error('outage')))
  first.put('b')
  await until(() => first.batches.length >= 2)
  await mappings.close()
  first.streams.close()

  const second = aMapping({}, folder)
  await second.connect().idle()
  expect(second.batches).toEqual([['b']])
})

test('LATEST starts at what comes after the first start', async () => {
  const { connect, put, batches } = aMapping({ StartingPosition: 'LATEST' })
  put('before')
  const mappings = connect()
  put('after')
  await mappings.idle()
  expect(batches).toEqual([['after']])
})

test('a record is with a real handler within a millisecond or so', async () => {
  const { template, streams, clock, folder } = aMapping({})
  const lambdas = closing(startLambdas({ template, endpointUrl: 'http://127.0.0.1:1', onLine: () => undefined }))
  let finished: () => void = Date.now
  const invoke: Invoke = async (fn, event) => {
    const answer = await lambdas.invoke(fn, event)
    finished()
    return answer
  }
  const deliver = async () => undefined
  closing(connectStreams({ template, clock, streams, invoke, deliver, folder, onFailure: () => undefined }))
  const times: number[] = []
  for (let i = 0; i < 300; i++) {
    const done = new Promise<void>((resolve) => {
      finished = resolve
    })
    const start = performance.now()
    streams.put('events', 'k', Buffer.from('x'))
    await done
    times.push(performance.now() - start)
  }
  const sorted = times.slice(100).sort((a, b) => a - b)
  expect(sorted[100]).toBeLessThan(3) // 0.06 on an idle machine
})
