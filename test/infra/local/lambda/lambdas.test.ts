import { expect, test } from 'vitest'
import { FunctionError } from '#infra/local/lambda/function-error.ts'
import { startLambdas } from '#infra/local/lambda/lambdas.ts'
import { aTemplate, closing, until } from '../cloud-fixture.ts'

const lambdasOf = (source: string, properties: object = {}) => {
  const lines: [string, string][] = []
  const template = aTemplate({ handlers: { Fn: source }, functions: { Fn: properties } })
  const lambdas = closing(
    startLambdas({ template, endpointUrl: 'http://127.0.0.1:1', onLine: (fn, line) => lines.push([fn, line]) }),
  )
  return { lambdas, lines }
}

test('a handler gets its event and a context, and answers, by name, logical id or ARN', async () => {
  const { lambdas } = lambdasOf(
    `export const handler = async (event, context) => ({ event, left: context.getRemainingTimeInMillis(),
       context: { name: context.functionName, arn: context.invokedFunctionArn, id: typeof context.awsRequestId } })`,
    { FunctionName: 'engage-visitors', Timeout: 30 },
  )
  const arn = 'arn:aws:lambda:eu-central-1:000000000000:function:engage-visitors'
  for (const reference of ['engage-visitors', 'Fn', arn]) {
    const { left, ...answer } = (await lambdas.invoke(reference, { n: 1 })) as { left: number }
    expect(answer).toEqual({ event: { n: 1 }, context: { name: 'engage-visitors', arn, id: 'string' } })
    expect(left).toBeGreaterThan(29_000)
  }
  await expect(lambdas.invoke('nobody', {})).rejects.toThrow('no function nobody')
})

test('a function sees its own variables and nothing of the developer', async () => {
  process.env.DEVELOPERS_SECRET = 'mine'
  const { lambdas } = lambdasOf('export const handler = async () => process.env', {
    FunctionName: 'fn',
    MemorySize: 256,
    Environment: { Variables: { TABLE: 'presence', LIMIT: 5 } },
  })
  const { PATH, TZ, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, ...env } = (await lambdas.invoke('fn', {})) as Record<
    string,
    string
  >
  expect(env).toEqual({
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'LOCALfn',
    AWS_SECRET_ACCESS_KEY: 'laptop',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'fn',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    TABLE: 'presence',
    LIMIT: '5',
  })
})

test('an environment keeps its state between events, and one is added for each event at the same time', async () => {
  const { lambdas } = lambdasOf(
    `let n = 0; const id = Math.random()
     export const handler = async ({ wait = 0 }) => { n += 1; await new Promise((r) => setTimeout(r, wait)); return { id, n } }`,
  )
  const first = (await lambdas.invoke('Fn', {})) as { id: number; n: number }
  expect(await lambdas.invoke('Fn', {})).toEqual({ id: first.id, n: 2 })
  const together = (await Promise.all([1, 2].map(() => lambdas.invoke('Fn', { wait: 150 })))) as { id: number }[]
  expect(new Set(together.map(({ id }) => id)).size).toBe(2)
})

test('beyond its reserved concurrency events wait in line', async () => {
  const { lambdas } = lambdasOf(
    `let running = 0
     export const handler = async () => { running += 1; await new Promise((r) => setTimeout(r, 5)); return running-- }`,
    { ReservedConcurrentExecutions: 1 },
  )
  expect(await Promise.all([1, 2, 3, 4].map(() => lambdas.invoke('Fn', {})))).toEqual([1, 1, 1, 1])
})

test('what a handler throws comes back in the shape of AWS, and the environment lives on', async () => {
  const { lambdas } = lambdasOf(
    `let n = 0
     export const handler = async (event) => { n += 1; if (event.fail) throw new TypeError('no rssi'); return n }`,
  )
  const error = await lambdas.invoke('Fn', { fail: true }).catch((thrown) => thrown as FunctionError)
  expect(error).toBeInstanceOf(FunctionError)
  expect({ ...(error as FunctionError).toJSON(), trace: [] }).toEqual({
    errorType: 'TypeError',
    errorMessage: 'no rssi',
    trace: [],
  })
  expect(await lambdas.invoke('Fn', {})).toBe(2)
})

test('a handler that takes too long is ended, and the next event gets a fresh environment', async () => {
  const { lambdas } = lambdasOf(
    `let n = 0
     export const handler = async ({ hang }) => { n += 1; while (hang) {} return n }`,
    { Timeout: 0.2 },
  )
  const error = (await lambdas.invoke('Fn', { hang: true }).catch((thrown) => thrown)) as FunctionError
  expect(error.errorType).toBe('Sandbox.Timedout')
  expect(error.message).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.20 seconds$/)
  expect(await lambdas.invoke('Fn', {})).toBe(1)
})

test('a handler that ends its process fails that event alone', async () => {
  const { lambdas } = lambdasOf(`export const handler = async ({ exit }) => (exit ? process.exit(3) : 'fine')`)
  await expect(lambdas.invoke('Fn', { exit: true })).rejects.toThrow('Runtime exited')
  expect(await lambdas.invoke('Fn', {})).toBe('fine')
})

test('an event or an answer of over 6 MB fails as on AWS', async () => {
  const { lambdas } = lambdasOf(`export const handler = async ({ length = 0 }) => 'x'.repeat(length)`)
  const mebibytes = 6 * 1024 * 1024
  expect(await lambdas.invoke('Fn', { text: 'x'.repeat(mebibytes - '{"text":""}'.length) })).toBe('')
  await expect(lambdas.invoke('Fn', { text: 'x'.repeat(mebibytes) })).rejects.toMatchObject({
    code: 'RequestEntityTooLargeException',
    message: '6291467 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
  })
  expect(await lambdas.invoke('Fn', { length: mebibytes })).toHaveLength(mebibytes)
  await expect(lambdas.invoke('Fn', { length: mebibytes + 100 })).rejects.toMatchObject({
    errorType: 'Function.ResponseSizeTooLarge',
  })
})

test('a module that cannot be loaded fails with its reason, each time anew', async () => {
  const { lambdas } = lambdasOf(`throw new Error('no secret yet')`)
  await expect(lambdas.invoke('Fn', {})).rejects.toThrow('no secret yet')
  await expect(lambdas.invoke('Fn', {})).rejects.toThrow('no secret yet')
  const { lambdas: others } = lambdasOf('export const handle = 1')
  await expect(others.invoke('Fn', {})).rejects.toThrow('handler is undefined or not exported')
})

test('what handlers print is handed on line by line', async () => {
  const { lambdas, lines } = lambdasOf(
    `export const handler = async () => { console.log('one\\ntwo'); console.error('three') }`,
  )
  await lambdas.invoke('Fn', {})
  await until(() => lines.length === 3)
  expect(lines.toSorted()).toEqual([
    ['Fn', 'one'],
    ['Fn', 'three'],
    ['Fn', 'two'],
  ])
})

test('events that come after closing, or wait in line then, are refused', async () => {
  const { lambdas } = lambdasOf('export const handler = async () => new Promise((r) => setTimeout(r, 10_000))', {
    ReservedConcurrentExecutions: 1,
  })
  const refused = [1, 2].map(() => lambdas.invoke('Fn', {}).catch((error: Error) => error.message))
  await lambdas.close()
  const [running, waiting] = await Promise.all(refused)
  expect(running).toContain('Runtime exited')
  expect(waiting).toBe('Fn takes no more events: the laptop is shutting down.')
  await expect(lambdas.invoke('Fn', {})).rejects.toThrow('shutting down')
})
