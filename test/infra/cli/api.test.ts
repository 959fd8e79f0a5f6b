import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { openApi } from '#infra/cli/api.ts'
import { close, listen } from '#test/adapters/listen.ts'

const anApi = async (status: number, body: string) => {
  const seen: unknown[] = []
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    seen.push([request.method, request.url, request.headers.authorization, text])
    response.writeHead(status).end(body)
  })
  const url = await listen(server)
  onTestFinished(() => close(server))
  return { api: openApi({ USHER_API_URL: `${url}/`, USHER_TOKEN: 'token\n' }), url, seen }
}

test('it speaks as whoever has the token', async () => {
  const { api, seen } = await anApi(200, '{"a":1}')
  expect(await api.get('/parked', { reason: 'not json', limit: 2 })).toEqual({ a: 1 })
  expect(await api.post('/parked/redrive', { ids: ['1'] })).toEqual({ a: 1 })
  expect(seen).toEqual([
    ['GET', '/parked?reason=not+json&limit=2', 'Bearer token', ''],
    ['POST', '/parked/redrive', 'Bearer token', '{"ids":["1"]}'],
  ])
})

test('a refusal says what was wrong and what to do', async () => {
  const issues = [{ path: 'day', reason: 'must be a day as 2026-11-21' }]
  const wrong = await anApi(400, JSON.stringify({ message: 'One thing is not right', issues }))
  await expect(wrong.api.get('/parked')).rejects.toThrow(
    'GET /parked was answered with 400: One thing is not right.\n  day: must be a day as 2026-11-21',
  )
  const old = await anApi(401, '{"message":"Unauthorized"}')
  await expect(old.api.get('/parked')).rejects.toThrow('The token is not valid (any more)')
  const broken = await anApi(502, 'Bad gateway')
  await expect(broken.api.get('/parked')).rejects.toThrow('answered with 502: Bad gateway')
})

test('where nobody answers, or nobody has a token, that is said', async () => {
  const { url } = await anApi(200, '')
  const port = Number(new URL(url).port)
  const nobody = `http://127.0.0.2:${port}`
  await expect(openApi({ USHER_API_URL: nobody, USHER_TOKEN: 't' }).get('/parked')).rejects.toThrow(
    `Nobody answers at ${nobody} (ECONNREFUSED): is npm start running?`,
  )
})
