import { expect, test, vi } from 'vitest'
import { handle } from '#shared/lambda/handle.ts'
import { log } from '#shared/lambda/log.ts'
import { count } from '#shared/lambda/metrics.ts'
import { lambdaContext } from './http-event.ts'
import { printed } from './printed.ts'

// Lambda says so of an environment that it starts for a request; Powertools reads it when it is loaded.
vi.hoisted(() => {
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand'
})

test('a line says its level, message, service, function, whether it started cold, and the request', async () => {
  const { lines } = printed()
  const speak = handle(async (name: string) => log('warn', 'timers were overdue', { name, count: 3 }))
  await speak('one', lambdaContext)
  await speak('two', { ...lambdaContext, awsRequestId: 'request-2' })
  const line = {
    level: 'WARN',
    message: 'timers were overdue',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    service: 'usher',
    function: 'usher',
    count: 3,
  }
  expect(lines).toEqual([
    { ...line, name: 'one', coldStart: true, requestId: 'request-1' },
    { ...line, name: 'two', coldStart: false, requestId: 'request-2' },
  ])
})

test('what was counted is one line an invocation, summed up, and none where nothing was', async () => {
  const { lines } = printed()
  const work = handle(async (times: number) => {
    for (let i = 0; i < times; i++) count('Parked.bad_rssi')
    count('Records', times)
  })
  await work(0, lambdaContext)
  await work(150, lambdaContext)
  const unit = { Unit: 'Count' }
  expect(lines).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Usher',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'Parked.bad_rssi', ...unit },
              { Name: 'Records', ...unit },
            ],
          },
        ],
      },
      service: 'usher',
      function: 'usher',
      'Parked.bad_rssi': 150,
      Records: 150,
    },
  ])
})

test('a failure is logged with its name, message and stack, and what hung on it goes no further', async () => {
  const { lines } = printed()
  const cause = new TypeError('of customer:ada')
  const error = Object.assign(
    new RangeError('ledger customer:ada of f4:00:6D:69:72:61, ada@mail.test, +4930123456', { cause }),
    {
      Item: { state: { S: '{"tier":"gold"}' } },
    },
  )
  const fail = handle(async () => {
    count('PublishFailures')
    throw error
  })
  const thrown = await fail({}, lambdaContext).catch((caught: unknown) => caught)
  const message = 'ledger customer:… of (address), (mail), (telephone)'
  const stack = expect.stringContaining(`RangeError: ${message}\n    at `)
  expect(thrown).toBeInstanceOf(Error)
  expect((thrown as Error).stack).toEqual(stack)
  expect({ ...(thrown as Error) }).toEqual({
    name: 'RangeError',
    message,
    cause: { name: 'TypeError', message: 'of customer:…', stack: expect.any(String) },
  })
  expect(lines.map(({ message, error, PublishFailures }) => (error ? [message, error] : PublishFailures))).toEqual([
    1,
    [
      'an invocation failed',
      {
        name: 'RangeError',
        message,
        stack,
        cause: { name: 'TypeError', message: 'of customer:…', stack: expect.any(String) },
      },
    ],
  ])
})
