import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Endpoint, startEndpoint } from '#infra/local/endpoint.ts'
import type { Message } from '#infra/local/mqtt/broker.ts'
import { createDataPlane } from '#infra/local/mqtt/data-plane.ts'

const published: Message[] = []
const dataPlane = createDataPlane({ publish: async (message) => void published.push(message) })
let endpoint: Endpoint
let client: IoTDataPlaneClient

beforeAll(async () => {
  endpoint = await startEndpoint({ port: 0 })
  endpoint.serveRaw('iotdata', dataPlane, 'Publish')
  client = new IoTDataPlaneClient({
    endpoint: endpoint.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
})
afterAll(async () => {
  client.destroy()
  await endpoint.close()
})

describe('publishing with the SDK', () => {
  test('the topic, the bytes, the quality of service and retain arrive', async () => {
    const payload = Buffer.from([0, 255, 10])
    await client.send(new PublishCommand({ topic: 'usher/devices/d 1/messages', qos: 1, retain: true, payload }))
    await client.send(new PublishCommand({ topic: 'usher/ä', payload: Buffer.from('{}') }))
    expect(published).toEqual([
      { topic: 'usher/devices/d 1/messages', payload, qos: 1, retain: true },
      { topic: 'usher/ä', payload: Buffer.from('{}'), qos: 0, retain: false },
    ])
    expect(endpoint.calls()).toEqual({ 'iotdata.Publish': 2 })
  })

  test.each([
    ['InvalidRequestException', { topic: 'usher/+/messages' }],
    ['InvalidRequestException', { topic: 'a/1/2/3/4/5/6/7/8' }],
    ['InvalidRequestException', { topic: 'x'.repeat(257) }],
    ['InvalidRequestException', { topic: 'a', qos: 2 }],
    ['RequestEntityTooLargeException', { topic: 'a', payload: Buffer.alloc(128 * 1024 + 1) }],
  ])('%s as AWS says it', async (name, input) => {
    await expect(client.send(new PublishCommand(input))).rejects.toMatchObject({ name })
  })

  test('anything else is not here', async () => {
    const request = { method: 'GET', path: '/things/x/shadow', query: new URLSearchParams(), body: Buffer.alloc(0) }
    await expect(dataPlane(request)).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 })
  })

  test('a topic that is not URL-encoded is refused', async () => {
    const request = { method: 'POST', path: '/topics/%E0%A4%A', query: new URLSearchParams(), body: Buffer.alloc(0) }
    await expect(dataPlane(request)).rejects.toThrow('the topic is not URL-encoded: %E0%A4%A')
  })
})
