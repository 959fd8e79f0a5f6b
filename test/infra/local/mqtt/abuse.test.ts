import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import mqtt from 'mqtt'
import { afterEach, expect, test, vi } from 'vitest'
import { aBroker, closed, received, username } from './fixtures.ts'

type Local = Awaited<ReturnType<typeof aBroker>>
let local: Local | undefined
const start = async () => {
  local = await aBroker()
  return local
}
afterEach(() => local?.close())

const megabyte = 1024 * 1024

test('a thousand clients that connect at once are all let in, while others are served', {
  timeout: 60_000,
}, async () => {
  const { connect, broker, events } = await start()
  const ben = await connect('ben')
  const heard = received(ben)
  await ben.subscribeAsync('own/ben/#', { qos: 1 })
  const names = Array.from({ length: 1000 }, (_, i) => `phone${i}`)
  const before = process.memoryUsage.rss()
  const connecting = Promise.all(names.map((name) => connect(name, { connectTimeout: 60_000 })))
  await ben.publishAsync('own/ben/x', 'in between', { qos: 1 })
  await vi.waitFor(() => expect(heard).toEqual(['own/ben/x in between']), 30_000)
  const clients = await connecting
  const megabytes = Math.round((process.memoryUsage.rss() - before) / megabyte)
  console.info(`1,000 connections and their clients: ${megabytes} MB`)
  expect(clients.filter(({ connected }) => connected)).toHaveLength(1000)
  const connected = () => events.flatMap((event) => (event.kind === 'connected' ? [event.clientId] : []))
  await vi.waitFor(() => expect(connected().toSorted()).toEqual(['ben', ...names].toSorted()))

  const last = clients.at(-1)
  const late = received(last ?? ben)
  await last?.subscribeAsync('own/phone999/#', { qos: 1 })
  await broker.publish({ topic: 'own/phone999/x', payload: Buffer.from('you too'), qos: 1, retain: false })
  await vi.waitFor(() => expect(late).toEqual(['own/phone999/x you too']))
})

test('a payload over 128 kB ends its connection and is counted, and nobody else notices', async () => {
  const { connect, broker, events, refusals } = await start()
  const [anna, ben] = [await connect('anna'), await connect('ben')]
  const heard = received(ben)
  await ben.subscribeAsync('own/ben/#', { qos: 1 })
  const gone = closed(anna)
  anna.publish('own/anna/x', Buffer.alloc(128 * 1024 + 1), { qos: 1 })
  await gone
  expect(refusals()).toEqual(['payload_too_large'])
  expect(events.filter(({ kind }) => kind === 'published')).toEqual([])
  await broker.publish({ topic: 'own/ben/x', payload: Buffer.from('hello'), qos: 1, retain: false })
  await vi.waitFor(() => expect(heard).toEqual(['own/ben/x hello']))
  expect(ben.connected).toBe(true)
})

test.each(['mqttUrl', 'webSocketUrl'] as const)(
  'a packet that announces 200 MB is refused before it has come: %s',
  async (url) => {
    const { connect, broker, refusals } = await start()
    const anna = await connect('anna', { url: broker[url] })
    const gone = closed(anna)
    anna.publish('own/anna/x', Buffer.alloc(200 * megabyte))
    await gone
    expect(refusals()).toEqual(['payload_too_large'])
  },
)

test('who announces a large packet before saying who it is, is refused as well', async () => {
  const { broker, events } = await start()
  const socket = connectSocket(Number(new URL(broker.mqttUrl).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => {})
  socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]))
  await once(socket, 'close')
  expect(events).toEqual([
    {
      kind: 'refused',
      reason: 'payload_too_large',
      clientId: 'before it said who it is',
      detail: `a packet of 268435455 bytes is announced, at most ${146 * 1024} are allowed`,
    },
  ])
})

/** A client that subscribes and from then on leaves everything on the wire. */
const aDeafClient = async (url: string, clientId: string, clean: boolean) => {
  const client = mqtt.connect(url, {
    clientId,
    username,
    password: 'let me in',
    reconnectPeriod: 0,
    keepalive: 0,
    clean,
  })
  await new Promise<void>((resolve) => client.once('connect', () => resolve()))
  await client.subscribeAsync(`own/${clientId}/#`, { qos: 1 })
  const socket = client.stream as unknown as Socket
  socket.pause()
  socket.resume = () => socket
  socket.read = () => null
  client.on('error', () => {})
  return client
}

test.each([
  ['for as long as it is connected', true],
  ['in a lasting session', false],
])(
  'a client that never reads is disconnected and counted, and holds nobody up: %s',
  { timeout: 60_000 },
  async (_, clean) => {
    const { connect, broker, refusals } = await start()
    const ben = await connect('ben')
    const heard = received(ben)
    await ben.subscribeAsync('own/ben/#', { qos: 1 })
    const deaf = await aDeafClient(broker.mqttUrl, 'deaf', clean)
    const payload = Buffer.alloc(100 * 1024)
    let sent = 0
    while (refusals().length === 0 && sent < 1000) {
      await broker.publish({ topic: 'own/deaf/x', payload, qos: 1, retain: false })
      sent += 1
      if (sent % 10 === 0)
        await broker.publish({ topic: 'own/ben/x', payload: Buffer.from(`${sent}`), qos: 1, retain: false })
      await sleep(1)
    }
    expect(refusals()).toEqual(['not_reading'])
    // what the kernel takes for both ends, and then two megabytes
    expect(sent).toBeLessThan(1000)
    await vi.waitFor(() => expect(heard).toHaveLength(Math.floor(sent / 10)))
    expect(ben.connected).toBe(true)
    deaf.end(true)
  },
)
