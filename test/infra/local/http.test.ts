import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { jsonAnswer, serveHttp } from '#infra/local/http.ts'

test('closing waits for the answer under way and for nobody who only holds the line', async () => {
  const asked = Promise.withResolvers<void>()
  const server = await serveHttp(0, async () => {
    asked.resolve()
    await sleep(50)
    return jsonAnswer(200, { done: true })
  })
  const { hostname, port } = new URL(server.url)
  const idle = connect(Number(port), hostname)
  await once(idle, 'connect')
  const answer = fetch(server.url)
  await asked.promise
  await server.close()
  expect(await (await answer).json()).toEqual({ done: true })
})

test('what goes wrong is answered with 500', async () => {
  const server = await serveHttp(0, () => Promise.reject(new Error('broken')))
  const answer = await fetch(server.url)
  expect([answer.status, await answer.json()]).toEqual([500, { message: 'Error: broken' }])
  await server.close()
})

test('a port that is taken is an error', async () => {
  const server = await serveHttp(0, async () => jsonAnswer(200, {}))
  await expect(serveHttp(Number(new URL(server.url).port), async () => jsonAnswer(200, {}))).rejects.toThrow(
    'EADDRINUSE',
  )
  await server.close()
})
