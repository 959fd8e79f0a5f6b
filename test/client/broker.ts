import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { Identity } from '#shared/client/enrol.ts'
import type { PhonePosition, PhoneSighting } from '#shared/client/phone.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { topics } from '#shared/domain/topic.ts'

export type TestBroker = {
  url: string
  webSocketUrl: string
  /** Payloads as they came, by topic, duplicates included. */
  published: { topic: string; payload: string }[]
  connects: { clientId: string; username: string | undefined; password: string | undefined; clean: boolean }[]
  send(deviceId: string, message: Message | string): Promise<void>
  /** Publishes that phones send are not acknowledged, and their connections are cut, until `mend`. */
  cutOnPublish(): void
  mend(): void
  refuse(refused: boolean): void
  stop(): Promise<void>
  start(): Promise<void>
}

/** A real broker on a free port of 127.0.0.1. Stopping it forgets every session, as the worst restart does. */
export const startBroker = async (): Promise<TestBroker> => {
  const published: TestBroker['published'] = []
  const connects: TestBroker['connects'] = []
  let cutting = false
  let refusing = false
  let running: { aedes: Aedes; close(): Promise<void> } | undefined

  const start = async (port: number, webPort: number) => {
    const aedes = await Aedes.createBroker({
      authenticate: (_client, _username, _password, done) => done(null, !refusing),
      authorizePublish: (client, packet, done) => {
        if (client) published.push({ topic: packet.topic, payload: packet.payload.toString() })
        if (client && cutting) return client.conn.destroy()
        done()
      },
      preConnect: (client, { clientId, username, password, clean }, done) => {
        connects.push({ clientId, username, password: password?.toString(), clean: clean ?? true })
        done(null, client !== undefined)
      },
    })
    const sockets = new Set<Socket>()
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket.on('close', () => sockets.delete(socket)))
      aedes.handle(socket)
    })
    const webServer = createHttpServer()
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const webSockets = new WebSocketServer({ server: webServer, path: '/mqtt' })
    webSockets.on('connection', (socket) => aedes.handle(createWebSocketStream(socket)))
    webServer.listen(webPort, '127.0.0.1')
    await once(webServer, 'listening')
    const close = async () => {
      for (const socket of webSockets.clients) socket.terminate()
      webServer.close()
      for (const socket of sockets) socket.destroy()
      server.close()
      await new Promise<void>((resolve) => aedes.close(resolve))
    }
    running = { aedes, close }
    return { port: portOf(server), webPort: portOf(webServer) }
  }

  const { port, webPort } = await start(0, 0)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    webSocketUrl: `ws://127.0.0.1:${webPort}/mqtt`,
    published,
    connects,
    send: (deviceId, message) =>
      new Promise((resolve, reject) => {
        const payload = typeof message === 'string' ? message : JSON.stringify(message)
        const packet = {
          cmd: 'publish' as const,
          topic: topics.messages(deviceId),
          payload,
          qos: 1 as const,
          dup: false,
          retain: false,
        }
        running?.aedes.publish(packet, (error) => (error ? reject(error) : resolve()))
      }),
    cutOnPublish: () => {
      cutting = true
    },
    mend: () => {
      cutting = false
    },
    refuse: (refused) => {
      refusing = refused
    },
    stop: async () => {
      await running?.close()
      running = undefined
    },
    start: async () => {
      await start(port, webPort)
    },
  }
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

export const aPhoneIdentity = (deviceId = 'd1'): Identity => ({ deviceId, token: `token-of-${deviceId}` })

export const reportsIn = (broker: TestBroker): PhoneSighting[][] =>
  broker.published
    .filter(({ topic }) => topic.endsWith('/sightings'))
    .map(({ payload }) => (JSON.parse(payload) as { sightings: PhoneSighting[] }).sightings)

export const positionsIn = (broker: TestBroker): { topic: string; position: PhonePosition }[] =>
  broker.published
    .filter(({ topic }) => topic.endsWith('/position'))
    .map(({ topic, payload }) => ({ topic, position: JSON.parse(payload) as PhonePosition }))

export const receiptsIn = (broker: TestBroker): Receipt[] =>
  broker.published
    .filter(({ topic }) => topic.endsWith('/receipts'))
    .map(({ payload }) => JSON.parse(payload) as Receipt)

export const aMessage = (message: Partial<Message> = {}): Message => ({
  id: 'm1',
  class: 'marketing',
  kind: 'offer',
  title: 'Boots',
  body: '20 % off today',
  locale: 'en',
  expiresAt: Date.now() + 60_000,
  ...message,
})
