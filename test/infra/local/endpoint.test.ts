import { expect, test } from 'vitest'
import { ApiError } from '#infra/local/api-error.ts'
import type { ApiCall } from '#infra/local/contracts.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { closing } from './cloud-fixture.ts'

const anEndpoint = async () => closing(await startEndpoint({ port: 0 }))

const signed = (service: string, accessKey = 'LOCALengage-visitors') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
})

const ask = async (url: string, headers: Record<string, string>, body = '{}', path = '/') => {
  const response = await fetch(url + path, { method: 'POST', headers, body })
  return [response.status, response.headers.get('x-amzn-errortype'), await response.json()]
}

test('each call is told apart by service, action and the function that makes it, and counted', async () => {
  const endpoint = await anEndpoint()
  const calls: ApiCall[] = []
  endpoint.serveJson('kinesis', (_, body, call) => {
    calls.push(call)
    return body
  })
  endpoint.serveRaw(
    'iotdata',
    async ({ path, query, body }, call) => {
      calls.push(call)
      return { status: 200, body: JSON.stringify([path, query.get('qos'), String(body)]) }
    },
    'Publish',
  )
  const target = { 'x-amz-target': 'Kinesis_20131202.PutRecord' }
  expect(await ask(endpoint.url, { ...target, ...signed('kinesis') }, '{"a":1}')).toEqual([200, null, { a: 1 }])
  expect(await ask(endpoint.url, target)).toEqual([200, null, {}])
  expect(await ask(endpoint.url, signed('iotdata'), 'raw', '/topics/a%2Fb?qos=1')).toEqual([
    200,
    null,
    ['/topics/a%2Fb', '1', 'raw'],
  ])
  expect(calls).toEqual([
    { service: 'kinesis', action: 'PutRecord', functionId: 'engage-visitors' },
    { service: 'kinesis', action: 'PutRecord' },
    { service: 'iotdata', action: 'Publish', functionId: 'engage-visitors' },
  ])
  expect(endpoint.calls()).toEqual({ 'kinesis.PutRecord': 2, 'iotdata.Publish': 1 })
})

test('errors come in the shape of AWS, a bug as the fault of the service', async () => {
  const endpoint = await anEndpoint()
  endpoint.serveJson('sqs', (action) => {
    throw action === 'Known' ? new ApiError('QueueDoesNotExist', 'No such queue.') : new TypeError('a bug')
  })
  const target = (action: string) => ({ 'x-amz-target': `AmazonSQS.${action}` })
  expect(await ask(endpoint.url, target('Known'))).toEqual([
    400,
    'QueueDoesNotExist',
    { __type: 'QueueDoesNotExist', message: 'No such queue.' },
  ])
  expect(await ask(endpoint.url, target('Bug'))).toEqual([
    500,
    'InternalFailure',
    { __type: 'InternalFailure', message: 'a bug' },
  ])
  expect(await ask(endpoint.url, target('Known'), 'no json')).toMatchObject([400, 'SerializationException', {}])
  expect(await ask(endpoint.url, { 'x-amz-target': 'Logs_20140328.Put' })).toMatchObject([
    400,
    'UnknownOperationException',
    {},
  ])
})

test('a port that is taken is an error at start', async () => {
  const { port } = await anEndpoint()
  await expect(startEndpoint({ port })).rejects.toThrow('EADDRINUSE')
})
