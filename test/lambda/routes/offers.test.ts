import { expect, test } from 'vitest'
import { offerCodes } from '#shared/access/offer-code.ts'
import { memoryOffers } from '#shared/adapters/memory/offers.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { redemptionRoutes } from '#shared/lambda/routes/redemptions.ts'
import { stockRoutes } from '#shared/lambda/routes/stock.ts'
import { redeemOffers } from '#shared/use-cases/redeem-offers.ts'
import { at } from '#test/support/builders.ts'
import { aCatalog, requests } from '#test/support/offers.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'
import { printed } from '../printed.ts'

const opened = async (stock = 5) => {
  const { sign, read } = offerCodes(async () => 'a key that nobody knows')
  const ports = { ...memoryPorts(), ...memoryOffers(sign) }
  const catalog = aCatalog({ stock, codeValidSeconds: 3600 })
  const handler = httpHandler({
    ...redemptionRoutes(redeemOffers({ ports, read, timezoneOf: async () => undefined })),
    ...stockRoutes(ports, async () => catalog),
  })
  const answers = await ports.offers.reserve(requests(2), catalog, at(-60))
  const codes = [...answers.values()].flatMap((one) => (one.granted ? [one.code] : []))
  const ask = async (key: string, asked: Parameters<typeof httpEvent>[1]) => {
    const { statusCode, body = '' } = await handler(httpEvent(key, asked), lambdaContext)
    return [statusCode, JSON.parse(body)]
  }
  return { ask, codes, ports }
}
const till = { tillId: 'till-4', id: 'r1' }

test('a till redeems a code, and its counts are told', async () => {
  const { lines } = printed()
  const { ask, codes } = await opened()
  const [status, body] = await ask('POST /redemptions', {
    body: { ...till, code: codes[0] },
    groups: '[associate@store]',
  })
  expect([status, body]).toEqual([
    200,
    { id: 'r1', offerId: 'care', result: 'redeemed', message: 'redeemed, till-4, 09:00', at: at(0), tillId: 'till-4' },
  ])
  expect(lines).toContainEqual(expect.objectContaining({ 'Redemptions.redeemed': 1 }))
  expect(JSON.stringify(lines)).not.toContain(codes[0])
})

test('who is no associate redeems nothing, and of another venue’s code an associate hears nothing', async () => {
  const { ask, codes } = await opened()
  const body = { ...till, code: codes[0] }
  expect((await ask('POST /redemptions', { body, groups: 'marketer' }))[0]).toBe(403)
  const [status, told] = await ask('POST /redemptions', { body, groups: 'associate@mall' })
  expect([status, told.result]).toEqual([200, 'unknown'])
})

test('what was redeemed offline comes in a batch, with its own times', async () => {
  const { ask, codes } = await opened()
  const [one, other] = codes.map((code, i) => ({ code, tillId: `till-${i}`, id: 'r', at: '2026-11-21T08:59:30Z' }))
  const body = { redemptions: [one, other, { ...one, tillId: 'till-9', at: '2026-11-21T08:59:40+00:00' }] }
  const [status, told] = await ask('POST /redemptions/batch', { body, groups: 'associate' })
  expect(status).toBe(200)
  expect(told.redemptions.map((each: Record<string, unknown>) => [each.result, each.tillId, each.conflict])).toEqual([
    ['redeemed', 'till-0', undefined],
    ['redeemed', 'till-1', undefined],
    ['already_redeemed', 'till-0', true],
  ])
})

test('what is missing or unknown is named', async () => {
  const { ask } = await opened()
  const [status, { issues }] = await ask('POST /redemptions', {
    body: { code: '7QK2', tillId: 'till 4', at: 'noon', extra: 1 },
    groups: 'associate',
  })
  expect(status).toBe(400)
  expect(issues.map(({ path }: { path: string }) => path).sort()).toEqual(['at', 'extra', 'id', 'tillId'])
  expect((await ask('POST /redemptions/batch', { body: { redemptions: [] }, groups: 'associate' }))[0]).toBe(400)
})

test('stock is shown and set by whoever may, in the offer’s venue', async () => {
  const { ask } = await opened()
  const params = { offerId: 'care' }
  expect(await ask('GET /offers/{offerId}/stock', { params, groups: 'analyst@store' })).toEqual([
    200,
    { left: 3, issued: 2, source: 'defined' },
  ])
  expect((await ask('GET /offers/{offerId}/stock', { params, groups: 'analyst@mall' }))[0]).toBe(403)
  const put = { params, body: { left: 40 } }
  expect((await ask('PUT /offers/{offerId}/stock', { ...put, groups: 'analyst@store' }))[0]).toBe(403)
  expect(await ask('PUT /offers/{offerId}/stock', { ...put, groups: 'operator@store' })).toEqual([
    200,
    { left: 40, issued: 2, source: 'set' },
  ])
  expect((await ask('PUT /offers/{offerId}/stock', { params, body: { left: -1 }, groups: 'marketer' }))[0]).toBe(400)
  const none = { params: { offerId: 'socks' }, groups: 'marketer' }
  expect((await ask('GET /offers/{offerId}/stock', none))[0]).toBe(404)
  expect((await ask('PUT /offers/{offerId}/stock', { ...none, body: { left: 1 } }))[0]).toBe(404)
})
