import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Aedes } from 'aedes'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { closeServer, listenOnLoopback, loopback } from '../loopback.ts'
import { mqttLimits } from './limits.ts'
import { createPacketSizes } from './packet-sizes.ts'

// a client that leaves more than this unread is waited for, and then disconnected
const buffering = { highWaterMark: mqttLimits.unreadBytes }

/** Lets clients in over TCP, and over WebSocket under /mqtt. Rejects when a port is taken. `onTooLarge` has a packet's bytes. */
export const listen = async (
  aedes: Aedes,
  ports: { mqtt: number; webSocket: number },
  onTooLarge: (clientId: string, bytes: number) => void,
) => {
  /** A packet that announces more than may be is refused before it has come: nobody holds it in memory. */
  const handle = (stream: Duplex, request?: IncomingMessage) => {
    const sizes = createPacketSizes()
    const client = aedes.handle(stream, request)
    const { push } = stream
    stream.push = (chunk: Buffer | null, encoding) => {
      const bytes = chunk === null ? 0 : sizes.largestIn(chunk)
      if (bytes <= mqttLimits.packetBytes) return push.call(stream, chunk, encoding)
      onTooLarge(client.id ?? 'before it said who it is', bytes)
      stream.destroy()
      return false
    }
  }
  const tcp = createServer({ noDelay: true, ...buffering }, (socket) => handle(socket))
  const http = createHttpServer((_, response) => response.writeHead(426).end('MQTT over WebSocket only'))
  const webSockets = new WebSocketServer({ server: http, path: '/mqtt' })
  webSockets.on('connection', (socket, request) => handle(createWebSocketStream(socket, buffering), request))

  const sockets = new Set<Socket>()
  for (const server of [tcp, http])
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })

  const [mqtt, webSocket] = await Promise.all([
    listenOnLoopback(tcp, ports.mqtt),
    listenOnLoopback(http, ports.webSocket),
  ])
  return {
    urls: { mqttUrl: `mqtt://${loopback}:${mqtt}`, webSocketUrl: `ws://${loopback}:${webSocket}/mqtt` },
    /** Lets nobody in any more, ends the clients, and then whoever never became one. */
    close: async () => {
      webSockets.close()
      const closed = Promise.all([closeServer(tcp), closeServer(http)])
      await new Promise<void>((resolve) => aedes.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
