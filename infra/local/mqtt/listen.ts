import { createServer as createHttpServer } from 'node:http'
import { createServer, type Socket } from 'node:net'
import type { Aedes } from 'aedes'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { closeServer, listenOnLoopback, loopback } from '../loopback.ts'

/** Lets clients in over TCP, and over WebSocket under /mqtt. Rejects when a port is taken. */
export const listen = async (aedes: Aedes, ports: { mqtt: number; webSocket: number }) => {
  const tcp = createServer({ noDelay: true }, (socket) => aedes.handle(socket))
  const http = createHttpServer((_, response) => response.writeHead(426).end('MQTT over WebSocket only'))
  const webSockets = new WebSocketServer({ server: http, path: '/mqtt' })
  webSockets.on('connection', (socket, request) => aedes.handle(createWebSocketStream(socket), request))

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
