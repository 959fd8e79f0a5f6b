import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { eventRoutes } from '#shared/lambda/routes/events.ts'
import { receiveEvents } from '#shared/use-cases/receive-events.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'

const open = async () => {
  const ports = memoryPorts()
  await ports.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
  const handler = httpHandler(eventRoutes(receiveEvents(ports, async () => undefined)))
  const post = async (body: unknown, groups = 'integration') => {
    const answer = await handler(httpEvent('POST /events', { body, groups }), lambdaContext)
    return { status: answer.statusCode, body: JSON.parse(String(answer.body)) }
  }
  return { ports, post }
}

const event = { id: 'e-1', source: '/app', type: 'com.shop.tap', subject: 'customer:ada', data: {} }
const stranger = { ...event, id: 'e-2', subject: 'customer:bob' }

test('one event is taken', async () => {
  const { post, ports } = await open()
  expect(await post(event)).toEqual({
    status: 202,
    body: { taken: 1, refused: 0, results: [{ id: 'e-1', taken: true, occasionId: expect.any(String) }] },
  })
  expect(ports.streamed).toHaveLength(1)
})

test('of a batch the good ones are taken, and the others are said', async () => {
  const { post } = await open()
  expect(await post([stranger, event])).toMatchObject({
    status: 202,
    body: {
      taken: 1,
      refused: 1,
      results: [
        { id: 'e-2', taken: false },
        { id: 'e-1', taken: true },
      ],
    },
  })
})

test('where nothing is taken all is told with its place', async () => {
  const { post } = await open()
  const issue = (path: string) => ({
    path,
    reason: 'there is no customer "bob": PUT /customers/bob first',
    example: 'customer:ada',
  })
  expect(await post(stranger)).toEqual({
    status: 400,
    body: { message: 'Nothing was taken', issues: [issue('subject')] },
  })
  expect(await post([stranger])).toEqual({
    status: 400,
    body: { message: 'Nothing was taken', issues: [issue('[0].subject')] },
  })
})

test.each([['analyst'], ['associate'], ['marketer']])('a token of the role %s', async (groups) => {
  const { post } = await open()
  expect((await post(event, groups)).status).toBe(groups === 'marketer' ? 202 : 403)
})

test('more than a hundred, none, and more than 256 kB are refused', async () => {
  const { post, ports } = await open()
  expect((await post([])).status).toBe(400)
  expect((await post(Array(101).fill(event))).status).toBe(400)
  const large = { ...event, data: { note: 'x'.repeat(8000) } }
  expect(await post(Array(40).fill(large))).toMatchObject({
    status: 413,
    body: { message: expect.stringContaining('262144') },
  })
  expect(ports.streamed).toEqual([])
})
