import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { finished } from 'node:stream/promises'
import { closeServer, listenOnLoopback, loopback } from './loopback.ts'

export type HttpAnswer = { status: number; headers: OutgoingHttpHeaders; body: Buffer }

export const jsonAnswer = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
})

/**
 * Answers HTTP requests on 127.0.0.1; a port of 0 takes a free one. Closing waits for the answers that are under way and
 * ends every connection, also those that a browser keeps open for later.
 */
export const serveHttp = async (port: number, answer: (request: IncomingMessage) => Promise<HttpAnswer>) => {
  const running = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const handled = answer(request)
      .catch((error) => jsonAnswer(500, { message: String(error) }))
      .then((given) => send(response, given))
      .finally(() => running.delete(handled))
    running.add(handled)
  })
  const url = `http://${loopback}:${await listenOnLoopback(server, port)}`
  return {
    url,
    close: async () => {
      const closed = closeServer(server)
      await Promise.all(running)
      server.closeAllConnections()
      await closed
    },
  }
}

const send = async (response: ServerResponse, { status, headers, body }: HttpAnswer) => {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
  await finished(response).catch(() => {}) // whoever asked has gone: nobody is left to tell
}
