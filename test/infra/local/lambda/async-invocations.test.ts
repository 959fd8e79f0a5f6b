import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import type { Invoke } from '#infra/local/contracts.ts'
import type { FailureRecord } from '#infra/local/destinations.ts'
import { openAsyncInvocations } from '#infra/local/lambda/async-invocations.ts'
import { FunctionError } from '#infra/local/lambda/function-error.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'

const start = 1_700_000_000_000
const minute = 60_000

const anInvocation = (config: object, invoke: Invoke, folder = tempFolder()) => {
  const template = aTemplate({
    handlers: { Ingest: 'export const handler = 1' },
    resources: {
      Failures: { Type: 'AWS::SQS::Queue' },
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Ingest' },
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
          ...config,
        },
      },
    },
  })
  const clock = closing(createClock({ startAt: start }))
  clock.pause()
  const delivered: [string, FailureRecord][] = []
  const deliver = async (arn: string, record: FailureRecord) => {
    delivered.push([arn, record])
  }
  const invocations = closing(openAsyncInvocations({ template, clock, invoke, deliver, folder }))
  return { clock, invocations, delivered, folder }
}

test('an event is tried again after one and two minutes, and then told to the failure destination', async () => {
  const tries: number[] = []
  const { clock, invocations, delivered } = anInvocation({}, async () => {
    tries.push(clock.now() - start)
    throw new FunctionError('TypeError', 'no table', ['at once'])
  })
  await invocations.invokeAsync('Ingest', { n: 1 })
  await clock.step(10 * minute)
  expect(tries).toEqual([0, minute, 3 * minute])
  expect(delivered).toEqual([
    [
      'arn:aws:sqs:eu-central-1:000000000000:Failures',
      {
        source: 'async/Ingest',
        metadata: {
          version: '1.0',
          timestamp: new Date(start + 3 * minute).toISOString(),
          requestContext: {
            requestId: expect.any(String),
            functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:Ingest:$LATEST',
            condition: 'RetriesExhausted',
            approximateInvokeCount: 3,
          },
          requestPayload: { n: 1 },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorType: 'TypeError', errorMessage: 'no table', trace: ['at once'] },
        },
      },
    ],
  ])
  expect(invocations.pending).toBe(0)
})

test('an event whose next try would come too late is given up at once', async () => {
  const { invocations, delivered } = anInvocation({ MaximumEventAgeInSeconds: 59 }, () =>
    Promise.reject(new Error('outage')),
  )
  await invocations.invokeAsync('Ingest', {})
  expect(delivered).toMatchObject([
    [
      expect.any(String),
      { metadata: { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 } } },
    ],
  ])
})

test('what succeeds is forgotten, also at a second try', async () => {
  let tries = 0
  const { clock, invocations, delivered } = anInvocation({}, async () => {
    tries += 1
    if (tries === 1) throw new Error('outage')
  })
  await invocations.invokeAsync('Ingest', {})
  expect(invocations.pending).toBe(1)
  await clock.step(minute)
  expect([tries, invocations.pending, delivered]).toEqual([2, 0, []])
})

test('what waits for a retry when the laptop stops is tried after the next start', async () => {
  const folder = tempFolder()
  const before = anInvocation({}, () => Promise.reject(new Error('outage')), folder)
  await before.invocations.invokeAsync('Ingest', { n: 1 })
  await before.invocations.close()

  const seen: unknown[] = []
  const after = anInvocation({}, async (_, event) => seen.push(event), folder)
  await after.clock.step(minute - 1)
  expect(seen).toEqual([])
  await after.clock.step(1)
  expect(seen).toEqual([{ n: 1 }])
})

test('closing waits for what runs, and what was cut short counts as not tried', async () => {
  const folder = tempFolder()
  let fail: (error: Error) => void = () => undefined
  const before = anInvocation({}, () => new Promise((_, reject) => (fail = reject)), folder)
  const attempt = before.invocations.invokeAsync('Ingest', { n: 1 })
  const closed = before.invocations.close()
  await turn()
  fail(new Error('shutting down'))
  await Promise.all([attempt, closed])

  const seen: unknown[] = []
  const after = anInvocation({}, async (_, event) => seen.push(event), folder)
  await after.clock.step(0)
  expect(seen).toEqual([{ n: 1 }])
})

test('an event of over 1 MB is not taken', async () => {
  const { invocations } = anInvocation({}, async () => undefined)
  await invocations.invokeAsync('Ingest', 'x'.repeat(1024 * 1024 - 2))
  expect(() => invocations.invokeAsync('Ingest', 'x'.repeat(1024 * 1024 - 1))).toThrow(
    '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  )
})
