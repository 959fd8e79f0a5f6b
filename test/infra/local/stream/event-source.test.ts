import type { KinesisStreamEvent } from 'aws-lambda'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Invoke } from '#infra/local/contracts.ts'
import { tempFolder, until } from '../cloud-fixture.ts'
import { aMapping, failing } from './a-mapping.ts'

/** What Lambda documents of a stream's event source mapping: partial batch responses, retries, bisecting, failure destinations. */

const toBucket = { DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } } }
const outage = () => Promise.reject(new Error('outage'))

test.each([
  ['null', null],
  ['nothing', undefined],
  ['an empty response', {}],
  ['an empty list', { batchItemFailures: [] }],
  ['no list', { batchItemFailures: null }],
])('%s is a full success', async (_, answer) => {
  const { connect, put, batches, answers } = aMapping({})
  answers(() => answer)
  for (const word of 'ab') put(word)
  await connect().idle()
  expect(batches).toEqual([['a', 'b']])
})

test.each([
  ['an empty identifier', [{ itemIdentifier: '' }]],
  ['a null identifier', [{ itemIdentifier: null }]],
  ['an identifier under a wrong name', [{ identifier: 'b' }]],
  ['an identifier that is no text', [{ itemIdentifier: 5 }]],
  ['nothing in the list', [null]],
  ['a good identifier beside an empty one', ['b', { itemIdentifier: '' }]],
])('%s fails the whole batch', async (_, listed) => {
  const { connect, put, batches, answers } = aMapping({})
  let n = 0
  answers((_batch, event) =>
    n++ === 0
      ? { batchItemFailures: listed.map((one) => (one === 'b' ? failing(event, 'b').batchItemFailures[0] : one)) }
      : null,
  )
  for (const word of 'ab') put(word)
  await connect().idle()
  expect(batches).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

test('without ReportBatchItemFailures an answer means nothing', async () => {
  const { connect, put, batches, answers } = aMapping({ FunctionResponseTypes: [] })
  answers((_, event) => failing(event, 'a'))
  for (const word of 'ab') put(word)
  await connect().idle()
  expect(batches).toEqual([['a', 'b']])
})

test.each([0, 1, 2])('with %d retries a batch runs once more often than that', async (MaximumRetryAttempts) => {
  const { connect, put, batches, answers, failures } = aMapping({ MaximumRetryAttempts, ...toBucket })
  answers(outage)
  put('bad')
  await connect().idle()
  expect(batches.length).toBe(MaximumRetryAttempts + 1)
  expect(failures()).toMatchObject([
    { requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: MaximumRetryAttempts + 1 } },
  ])
})

test('what made progress begins to count its retries again', async () => {
  const { connect, put, batches, answers, failures } = aMapping({ MaximumRetryAttempts: 1, ...toBucket })
  const plan = [['c'], 'all', undefined] as const
  let n = 0
  answers((_, event) => {
    const step = plan[n++]
    return step === 'all' ? outage() : failing(event, ...(step ?? []))
  })
  for (const word of 'abcd') put(word)
  await connect().idle()
  expect(batches).toEqual([
    ['a', 'b', 'c', 'd'],
    ['c', 'd'],
  ])
  expect(failures().length).toBe(1)
})

test('a bucket is told everything: the batch, why it failed, and the whole event', async () => {
  const { connect, put, answers, failures, events, clock } = aMapping({ MaximumRetryAttempts: 0, ...toBucket })
  answers((_, event) => failing(event, 'b'))
  put('a')
  await clock.step(1_500)
  const second = put('b', 'device:b')
  await clock.step(500)
  const third = put('c')
  await connect().idle()
  const [failure] = failures()
  const { payload, ...told } = failure
  expect(told).toEqual({
    requestContext: {
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:Engage',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 1,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: '2023-11-14T22:13:22.000Z',
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      startSequenceNumber: second.sequenceNumber,
      endSequenceNumber: third.sequenceNumber,
      approximateArrivalOfFirstRecord: '2023-11-14T22:13:21.500Z',
      approximateArrivalOfLastRecord: '2023-11-14T22:13:22.000Z',
      batchSize: 2,
      streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/events',
    },
  })
  expect(JSON.parse(payload)).toEqual({ Records: events[0]?.Records.slice(1) })
})

test('of a batch only what is too old is given up', async () => {
  const { connect, put, batches, answers, failures, clock } = aMapping({ MaximumRecordAgeInSeconds: 3600, ...toBucket })
  put('old')
  await clock.step(1_800_000)
  put('young')
  await clock.step(1_800_001)
  answers(() => ({}))
  await connect().idle()
  expect(batches).toEqual([['young']])
  const [failure] = failures()
  expect(failure).toMatchObject({
    requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
    responseContext: null,
    KinesisBatchInfo: { batchSize: 1 },
  })
})

test('a record of exactly the greatest age is still handled', async () => {
  const { connect, put, batches, clock } = aMapping({ MaximumRecordAgeInSeconds: 60 })
  put('just')
  await clock.step(60_000)
  await connect().idle()
  expect(batches).toEqual([['just']])
})

test('without limits a batch is retried until it is through', async () => {
  const { connect, put, batches, answers } = aMapping({ MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 })
  let failures = 3
  answers(() => (failures-- > 0 ? outage() : {}))
  put('a')
  await connect().idle()
  expect(batches).toEqual([['a'], ['a'], ['a'], ['a']])
})

test('bisecting halves a batch that failed as a whole, also when failures are reported', async () => {
  const { connect, put, batches, answers, failures } = aMapping({
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 0,
    ...toBucket,
  })
  answers((batch) => (batch.includes('b') ? outage() : {}))
  for (const word of 'abcd') put(word)
  await connect().idle()
  expect(batches).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['a'], ['b'], ['c', 'd']])
  expect(failures()).toMatchObject([{ KinesisBatchInfo: { batchSize: 1 } }])
})

test('bisecting divides a batch at the failure that was reported, and retries the remaining records alone', async () => {
  const { connect, put, batches, answers } = aMapping({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 5 })
  let n = 0
  answers((_, event) => (n++ === 0 ? failing(event, 'c') : {}))
  for (const word of 'abcdef') put(word)
  await connect().idle()
  expect(batches).toEqual([
    ['a', 'b', 'c', 'd', 'e', 'f'],
    ['c', 'd', 'e', 'f'],
  ])
})

test('a lane that fails holds up nobody else', async () => {
  const { connect, put, batches, answers } = aMapping({ ParallelizationFactor: 10, BatchSize: 1 })
  let healthy = false
  answers(([word]) => (word === 'bad' && !healthy ? outage() : {}))
  put('bad', 'device:bad')
  const mappings = connect()
  for (let i = 0; i < 50; i++) put(`${i}`, `device:${i}`)
  const others = () => new Set(batches.flat().filter((word) => word !== 'bad')).size
  // with ten lanes some share the bad one's: they wait, as on AWS
  await until(() => others() >= 35)
  expect(batches.filter(([word]) => word === 'bad').length).toBeGreaterThan(0)
  healthy = true
  await mappings.idle()
  expect(others()).toBe(50)
})

test('at any parallel factor, whatever fails and however: in order per key, nothing lost', async () => {
  const failure = fc.option(fc.oneof(fc.nat(4), fc.constant('all' as const)), { nil: undefined, freq: 6 })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
      fc.array(failure, { maxLength: 6 }),
      async (ParallelizationFactor, BatchSize, BisectBatchOnFunctionError, keys, plan) => {
        const handled = new Map<string, string[]>()
        const twiceAtATime: string[] = []
        const running = new Set<string>()
        let call = 0
        const invoke: Invoke = async (_, event) => {
          const { Records } = event as KinesisStreamEvent
          const keysOf = new Set(Records.map(({ kinesis }) => kinesis.partitionKey))
          twiceAtATime.push(...[...keysOf].filter((key) => running.has(key)))
          for (const key of keysOf) running.add(key)
          const failed = plan[call++]
          await new Promise((resolve) => setImmediate(resolve))
          for (const key of keysOf) running.delete(key)
          if (failed === 'all') throw new Error('outage')
          const good = failed === undefined ? Records : Records.slice(0, failed)
          for (const { kinesis } of good) {
            handled.set(kinesis.partitionKey, [...(handled.get(kinesis.partitionKey) ?? []), kinesis.sequenceNumber])
          }
          return {
            batchItemFailures: Records.slice(good.length).map(({ kinesis }) => ({
              itemIdentifier: kinesis.sequenceNumber,
            })),
          }
        }
        const mapping = { ParallelizationFactor, BatchSize, BisectBatchOnFunctionError }
        const { connect, put, streams } = aMapping(mapping, tempFolder(), invoke, 2)
        const mappings = connect()
        const sent = new Map<string, string[]>()
        for (const n of keys) {
          const key = `device:${n}`
          sent.set(key, [...(sent.get(key) ?? []), put('x', key).sequenceNumber])
        }
        await mappings.idle()
        await mappings.close()
        streams.close()
        expect(handled).toEqual(sent)
        expect(twiceAtATime).toEqual([])
      },
    ),
    { numRuns: 30 },
  )
})
