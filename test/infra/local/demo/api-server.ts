import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = { method: string; path: string; authorization: string | undefined; body: unknown }

/** A stand-in for the HTTP API: remembers what it was asked and answers as the API does. */
export const startApiServer = async () => {
  const asked: Asked[] = []
  const refusals = new Map<string, { status: number; body: unknown }>()
  let enrolled = 0

  const answer = (method: string, path: string): { status: number; body: unknown } => {
    const refusal = refusals.get(path)
    if (refusal) return refusal
    if (method === 'POST' && path === '/devices') {
      enrolled += 1
      const expiresAt = Date.now() + 90 * 24 * 60 * 60 * 1000
      return { status: 201, body: { deviceId: `phone-${enrolled}`, token: `token-${enrolled}`, expiresAt } }
    }
    if (path.endsWith('/token')) return { status: 201, body: { token: `token of ${path}` } }
    return { status: 200, body: {} }
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: path = '' } = request
    asked.push({
      method,
      path,
      authorization: request.headers.authorization,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    })
    const { status, body } = answer(method, path)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse: (path: string, status: number, body: unknown) => refusals.set(path, { status, body }),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
