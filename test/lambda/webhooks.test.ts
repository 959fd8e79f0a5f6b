import { beforeEach, expect, test } from 'vitest'
import { webhookHandler } from '#shared/lambda/webhooks.ts'
import type { Delivery, RefusedDelivery, TakenDelivery } from '#shared/use-cases/receive-webhook.ts'
import { at } from '#test/support/builders.ts'
import { httpEvent, lambdaContext } from './http-event.ts'
import { printed } from './printed.ts'

let lines: ReturnType<typeof printed>['lines']
beforeEach(() => {
  lines = printed().lines
})

const routeKey = 'POST /webhooks/{venueId}/mist'
const text = '{"topic":"zone",  "events":[]}\n é'

const answering = (answer: TakenDelivery | RefusedDelivery | Error) => {
  const deliveries: Delivery[] = []
  const handler = webhookHandler(async (delivery) => {
    deliveries.push(delivery)
    if (answer instanceof Error) throw answer
    return answer
  })
  const post = async (asked: Parameters<typeof httpEvent>[1] = {}, route = routeKey) => {
    const event = { ...httpEvent(route, { params: { venueId: 'store' }, ...asked }), headers: { 'x-sign': 'abc' } }
    const { statusCode, body } = await handler(event, lambdaContext)
    return { statusCode, body: JSON.parse(body ?? '') }
  }
  return { post, deliveries }
}

test.each([false, true])('the body goes on byte for byte (in base64: %s)', async (base64) => {
  const { post, deliveries } = answering({ taken: 1, skipped: [] })
  expect(await post({ body: text, base64 })).toEqual({ statusCode: 200, body: { taken: 1, skipped: [] } })
  const delivery = { venueId: 'store', engine: 'mist', headers: { 'x-sign': 'abc' }, receivedAt: at(0) }
  expect(deliveries).toEqual([{ ...delivery, body: Buffer.from(text) }])
})

test('a body that is not there has no bytes', async () => {
  const { post, deliveries } = answering({ taken: 0, skipped: [] })
  await post({}, 'POST /webhooks/{venueId}/cisco')
  expect(deliveries).toMatchObject([{ engine: 'cisco', body: Buffer.alloc(0) }])
})

test.each<[number, RefusedDelivery['refused']]>([
  [401, 'forged'],
  [401, 'replayed'],
  [401, 'stale'],
  [413, 'too_large'],
])('%i is the answer to what is %s, with the reason, and the log tells nothing of the body', async (status, reason) => {
  const { post } = answering({ refused: reason, detail: 'because' })
  const message = `The delivery is refused (${reason}): because`
  expect(await post({ body: text })).toEqual({ statusCode: status, body: { message } })
  expect(lines).toMatchObject([{ level: 'INFO', message: 'a webhook was refused', engine: 'mist', reason }])
  expect(JSON.stringify(lines)).not.toContain('topic')
})

test('an outage is our fault, and the engine is asked to deliver again', async () => {
  const { post } = answering(new Error('the stream is away'))
  expect(await post({ body: text })).toMatchObject({
    statusCode: 500,
    body: { message: expect.stringContaining('again') },
  })
  expect(lines).toMatchObject([{ level: 'ERROR', message: 'a request failed', route: routeKey }])
})

test.each([
  ['an engine that nobody knows', 'POST /webhooks/{venueId}/other', 'store'],
  ['a venue that can have no such name', routeKey, 'a/b'],
])('%s has no webhook', async (_, route, venueId) => {
  const { post, deliveries } = answering({ taken: 1, skipped: [] })
  expect(await post({ body: text, params: { venueId } }, route)).toMatchObject({ statusCode: 404 })
  expect(deliveries).toEqual([])
})
