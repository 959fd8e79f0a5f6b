import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { topics } from '#shared/domain/topic.ts'
import { type Laptop, startLaptop } from './laptop.ts'
import { aPhone, connectGateway, connectPhone, type TestPhone } from './phone.ts'

let laptop: Laptop
let phone: TestPhone
let other: TestPhone

beforeAll(async () => {
  laptop = await startLaptop()
  phone = await aPhone(laptop)
  other = await aPhone(laptop)
})
afterAll(async () => {
  await Promise.all([phone.close(), other.close()])
  await laptop.close()
})

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()))

const refusals = async (reason: string) => (await laptop.counters())[`mqtt.refused.${reason}`] ?? 0

test('a phone can’t listen to another’s messages, nor to everybody’s', async () => {
  await expect(phone.client.subscribeAsync(topics.messages(other.deviceId))).rejects.toThrow()
  await expect(phone.client.subscribeAsync('usher/devices/+/messages')).rejects.toThrow()
  await expect(phone.client.subscribeAsync('#')).rejects.toThrow()
  expect(await refusals('subscribe_denied')).toBe(3)
})

test('who speaks on another’s topic is hung up on, and nothing of it arrives', async () => {
  const liar = await connectPhone(laptop, phone)
  const hungUp = closed(liar.client)
  const start = laptop.journal.length
  liar.client.publish(topics.sightings('harbour', other.deviceId), '{"sightings":[]}', { qos: 1 })
  await hungUp
  await laptop.system.idle()
  expect(laptop.journal.slice(start)).toEqual([])
  expect(await refusals('publish_denied')).toBe(1)
})

test('a gateway speaks for itself in its venue only', async () => {
  const gateway = await connectGateway(laptop, 'door')
  const hungUp = closed(gateway)
  gateway.publish(topics.gateway('elsewhere', 'door', 'minew'), '[]', { qos: 1 })
  await hungUp
  expect(await refusals('publish_denied')).toBe(2)
})

test.each([
  ['a token that was tampered with', ({ token }: TestPhone) => ({ password: `${token.slice(0, -4)}AAAA` })],
  ['another’s token', ({ deviceId }: TestPhone) => ({ clientId: `${deviceId}x` })],
  ['no token', () => ({ password: '' })],
])('%s lets nobody in, and is counted', async (_, own) => {
  const before = await refusals('not_authenticated')
  const connecting = mqtt.connectAsync(
    laptop.system.mqttUrl,
    {
      protocolVersion: 4,
      clientId: phone.deviceId,
      username: 'usher?x-amz-customauthorizer-name=usher-devices',
      password: phone.token,
      reconnectPeriod: 0,
      ...own(phone),
    },
    false,
  )
  await expect(connecting).rejects.toThrow('Not authorized')
  expect(await refusals('not_authenticated')).toBe(before + 1)
})

test('a request without the role, or with no token at all, is refused', async () => {
  expect((await laptop.api('analyst', 'PUT', '/venues/pier', {})).status).toBe(403)
  expect((await laptop.api('operator@pier', 'PUT', '/venues/harbour', {})).status).not.toBe(200)
  expect((await fetch(`${laptop.system.apiUrl}/venues`)).status).toBe(401)
})
