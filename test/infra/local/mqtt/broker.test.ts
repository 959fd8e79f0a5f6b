import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { aBroker, anAnswer, aRule, authorizing, closed, functionArn, received, username } from './fixtures.ts'

type Local = Awaited<ReturnType<typeof aBroker>>
let local: Local | undefined
const start = async (...given: Parameters<typeof aBroker>) => {
  local = await aBroker(...given)
  return local
}
afterEach(() => local?.close())

describe('who may connect', () => {
  test('the authorizer is asked as AWS asks it', async () => {
    const invoke = vi.fn(authorizing)
    const { connect, events } = await start({ invoke })
    await connect('anna')
    expect(invoke.mock.calls).toEqual([
      [
        functionArn,
        {
          signatureVerified: false,
          protocols: ['mqtt'],
          protocolData: { mqtt: { username, password: Buffer.from('let me in').toString('base64'), clientId: 'anna' } },
          connectionMetadata: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
      ],
    ])
    await vi.waitFor(() => expect(events).toEqual([{ kind: 'connected', clientId: 'anna' }]))
  })

  test.each([
    ['not_authenticated', { password: 'wrong' }],
    ['unknown_authorizer', { username: 'usher?x-amz-customauthorizer-name=other' }],
    ['unknown_authorizer', { username: 'usher' }],
  ])('%s: refused with return code 5', async (reason, options) => {
    const { connect, refusals } = await start()
    await expect(connect('anna', options)).rejects.toMatchObject({ code: 5 })
    expect(refusals()).toEqual([reason])
  })

  test.each([
    ['throws', () => Promise.reject(new Error('timed out')), 'authorizer usher-devices: timed out'],
    ['has a principal with a dash', async () => ({ ...anAnswer('anna'), principalId: 'an-na' }), 'letters and digits'],
    ['has a policy that is not JSON', async () => ({ ...anAnswer('anna'), policyDocuments: ['{'] }), 'is not JSON'],
    ['lasts a minute', async () => ({ ...anAnswer('anna'), refreshAfterInSeconds: 60 }), 'refreshAfterInSeconds'],
  ])('an authorizer whose answer %s lets nobody in', async (_, invoke, detail) => {
    const { connect, events } = await start({ invoke })
    await expect(connect('anna')).rejects.toMatchObject({ code: 5 })
    expect(events).toEqual([
      { kind: 'refused', reason: 'authorizer_failed', clientId: 'anna', detail: expect.stringContaining(detail) },
    ])
  })

  test('nobody connects under the name of another', async () => {
    const { connect, refusals } = await start({ invoke: async () => anAnswer('bob') })
    await expect(connect('anna')).rejects.toMatchObject({ code: 5 })
    expect(refusals()).toEqual(['connect_denied'])
  })

  test('the same client again disconnects the older one', async () => {
    const { connect } = await start()
    const older = await connect('anna')
    const gone = closed(older)
    const newer = await connect('anna')
    await gone
    expect([older.connected, newer.connected]).toEqual([false, true])
  })

  test('a connection ends when the authorizer said so, by the clock', async () => {
    const { connect, clock } = await start()
    const gone = closed(await connect('anna'))
    await clock.move(3600_000)
    await gone
    expect(clock.alarms()).toBe(0)
  })

  test('the authorizer is asked again, and what it then denies ends the connection', async () => {
    const answers = [anAnswer('anna'), anAnswer('anna'), { isAuthenticated: false }]
    const { connect, clock } = await start({ invoke: async () => answers.shift() })
    const anna = await connect('anna')
    await clock.move(300_000)
    expect(anna.connected).toBe(true)
    const gone = closed(anna)
    await clock.move(300_000)
    await gone
  })
})

describe('what a client may do', () => {
  test('it hears what it subscribed to, over TCP and WebSocket', async () => {
    const { broker, connect } = await start()
    const anna = await connect('anna')
    const bob = await connect('bob', { url: broker.webSocketUrl })
    const heard = [received(anna), received(bob)]
    await anna.subscribeAsync('own/anna/#', { qos: 1 })
    await bob.subscribeAsync('own/bob/#', { qos: 1 })
    await bob.publishAsync('own/bob/x', 'hello', { qos: 1 })
    await broker.publish({ topic: 'own/anna/x', payload: Buffer.from('welcome'), qos: 1, retain: false })
    await vi.waitFor(() => expect(heard).toEqual([['own/anna/x welcome'], ['own/bob/x hello']]))
  })

  test('a publish that is denied ends the connection', async () => {
    const { connect, refusals } = await start()
    const anna = await connect('anna')
    const gone = closed(anna)
    anna.publish('own/bob/x', 'hello')
    await gone
    expect(refusals()).toEqual(['publish_denied'])
  })

  test.each(['own/bob/#', '$aws/rules/device_reports/#'])('a subscription to %s answers 0x80', async (filter) => {
    const { connect, refusals } = await start()
    const anna = await connect('anna')
    await expect(anna.subscribeAsync(filter)).rejects.toThrow('Unspecified error')
    expect(anna.connected).toBe(true)
    expect(refusals()).toEqual(['subscribe_denied'])
  })

  test('what it may not receive is not delivered', async () => {
    const { broker, connect, refusals } = await start()
    const anna = await connect('anna')
    const heard = received(anna)
    await anna.subscribeAsync('all/#')
    for (const topic of ['all/secret', 'all/news'])
      await broker.publish({ topic, payload: Buffer.from('x'), qos: 0, retain: false })
    await vi.waitFor(() => expect(heard).toEqual(['all/news x']))
    expect(refusals()).toEqual(['receive_denied'])
  })

  test.each([
    ['payload_too_large', 'own/anna/x', 128 * 1024 + 1],
    ['topic_too_large', `own/anna/${'x'.repeat(248)}`, 1],
    ['topic_too_large', 'own/anna/1/2/3/4/5/6/7', 1],
    ['publish_denied', '$SYS/own/anna', 1],
  ])('%s: the connection is closed and it is counted', async (reason, topic, bytes) => {
    const { connect, refusals } = await start()
    const anna = await connect('anna')
    const gone = closed(anna)
    anna.publish(topic, Buffer.alloc(bytes))
    await gone
    expect(refusals()).toEqual([reason])
  })

  test('a payload of exactly 128 kB goes through', async () => {
    const { connect } = await start()
    const anna = await connect('anna')
    await anna.subscribeAsync('own/anna/x')
    const heard = new Promise<number>((resolve) => anna.once('message', (_, payload) => resolve(payload.length)))
    await anna.publishAsync('own/anna/x', Buffer.alloc(128 * 1024), { qos: 1 })
    expect(await heard).toBe(128 * 1024)
  })
})

describe('messages for a phone that is away', () => {
  test('wait for it, in order', async () => {
    const { broker, connect } = await start()
    const phone = await connect('anna', { clean: false })
    await phone.subscribeAsync('own/anna/messages', { qos: 1 })
    await phone.endAsync()
    for (const text of ['1', '2', '3'])
      await broker.publish({ topic: 'own/anna/messages', payload: Buffer.from(text), qos: 1, retain: false })
    const heard: string[] = []
    await connect('anna', { clean: false, heard })
    await vi.waitFor(() => expect(heard).toEqual(['own/anna/messages 1', 'own/anna/messages 2', 'own/anna/messages 3']))
  })

  test('a retained message is there for who comes later', async () => {
    const { broker, connect } = await start()
    await broker.publish({ topic: 'all/sign', payload: Buffer.from('open'), qos: 0, retain: true })
    const anna = await connect('anna')
    const heard = received(anna)
    await anna.subscribeAsync('all/sign')
    await vi.waitFor(() => expect(heard).toEqual(['all/sign open']))
  })
})

describe('strangers', () => {
  const stranger = async (url: string) => {
    const { hostname, port } = new URL(url)
    const socket = connectSocket(Number(port), hostname)
    await once(socket, 'connect')
    return socket
  }

  test('who does not speak MQTT is cut off, and others go on', async () => {
    const { broker, connect } = await start()
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', Buffer.alloc(64, 0xff)]) {
      const socket = await stranger(broker.mqttUrl)
      socket.on('error', () => {})
      socket.resume().write(bytes)
      await once(socket, 'close')
    }
    expect((await connect('anna')).connected).toBe(true)
    expect((await fetch(broker.webSocketUrl.replace('ws:', 'http:'))).status).toBe(426)
  })

  test('who only holds the line does not hold up the end', async () => {
    const { broker } = await start()
    const sockets = [await stranger(broker.mqttUrl), await stranger(broker.webSocketUrl)]
    const gone = Promise.all(sockets.map((socket) => once(socket.resume(), 'close')))
    await broker.close()
    await gone
  })
})

describe('topic rules at the broker', () => {
  const kinesis = { Kinesis: { StreamName: 'events', PartitionKey: `\${topic(3)}`, RoleArn: 'arn:role' } }
  const reports = aRule('reports', { Sql: "SELECT principal() AS who, * AS body FROM 'own/#'", Actions: [kinesis] })

  test('see each publish in order, with its client, by MQTT, Basic Ingest and the data plane', async () => {
    const put = vi.fn(async (_stream: string, key: string, data: Buffer) => ({ key, data }))
    const { broker, connect } = await start({ rules: [reports], sinks: { putRecord: put } })
    const anna = await connect('an-na')
    await Promise.all([
      anna.publishAsync('own/an-na/1', '1', { qos: 1 }),
      anna.publishAsync('$aws/rules/reports/own/an-na/2', '2', { qos: 1 }),
      anna.publishAsync('own/an-na/3', '3', { qos: 0 }),
    ])
    await vi.waitFor(() => expect(put).toHaveBeenCalledTimes(3))
    await broker.publish({ topic: 'own/an-na/4', payload: Buffer.from('4'), qos: 1, retain: false })
    expect(put.mock.calls.map(([stream, key, data]) => [stream, key, JSON.parse(data.toString())])).toEqual([
      ['events', '1', { who: 'anna', body: 1 }],
      ['events', '2', { who: 'anna', body: 2 }],
      ['events', '3', { who: 'anna', body: 3 }],
      ['events', '4', { body: 4 }],
    ])
  })

  test('a publish is acknowledged when the stream has it, and in order', async () => {
    const taken: string[] = []
    const putRecord = async (_: string, key: string) => {
      await sleep(key === 'slow' ? 30 : 1)
      taken.push(key)
    }
    const { connect } = await start({ rules: [reports], sinks: { putRecord } })
    const anna = await connect('anna')
    const acknowledged: string[] = []
    await Promise.all(
      ['slow', 'fast'].map(async (key) => {
        await anna.publishAsync(`own/anna/${key}`, '1', { qos: 1 })
        acknowledged.push(`${key} of ${taken.length}`)
      }),
    )
    expect(acknowledged).toEqual(['slow of 2', 'fast of 2'])
  })

  test('closing waits for what the rules are doing', async () => {
    let taken = 0
    const putRecord = async () => {
      await sleep(30)
      taken++
    }
    const { broker, connect, events } = await start({ rules: [reports], sinks: { putRecord } })
    const anna = await connect('anna')
    anna.publish('own/anna/x', '1')
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain('published'))
    await broker.close()
    expect(taken).toBe(1)
  })

  test('from publish to the stream takes a fraction of a millisecond', async () => {
    const took: number[] = []
    let sent = 0
    const putRecord = async () => void took.push(performance.now() - sent)
    const { connect, clock } = await start({ rules: [reports], sinks: { putRecord } })
    const anna = await connect('anna')
    for (let index = 0; index < 300; index++) {
      await clock.move(10) // 100 a second, as many as a connection may
      sent = performance.now()
      await anna.publishAsync('own/anna/x', '1', { qos: 1 })
    }
    const sorted = took.sort((a, b) => a - b)
    expect(sorted[150]).toBeLessThan(5)
  })
})
