import { expect, test } from 'vitest'
import { offerCodes } from '#shared/access/offer-code.ts'
import { memoryOffers } from '#shared/adapters/memory/offers.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { redeemOffers } from '#shared/use-cases/redeem-offers.ts'
import { aCatalog, aRequest, noon, requests } from '#test/support/offers.ts'

const everywhere = () => true
const at1403 = noon + 2 * 3_600_000 + 3 * 60_000

const opened = () => {
  const { sign, read } = offerCodes(async () => 'a key that nobody knows')
  const ports = { ...memoryPorts(), ...memoryOffers(sign) }
  const redeem = redeemOffers({ ports, read, timezoneOf: async () => 'Europe/London' })
  const codesFor = async (many: number, offer = {}, own = {}) => {
    const answers = await ports.offers.reserve(
      requests(many, own),
      aCatalog({ codeValidSeconds: 86_400, ...offer }),
      noon,
    )
    return [...answers.values()].map((one) => (one.granted ? one.code : one.reason))
  }
  const scan = async (code: string, tillId = 'till-4', id = 'r1', now = at1403) =>
    (await redeem([{ code, tillId, id }], everywhere, now))[0]
  return { ports, redeem, codesFor, scan }
}

test('stock 3, twenty shoppers at once: three codes, seventeen out of stock; scanned again: already redeemed, till 4, 14:03', async () => {
  const { codesFor, scan } = opened()
  const told = await codesFor(20, { stock: 3 })
  expect(told.filter((one) => one === 'out_of_stock')).toHaveLength(17)
  const codes = told.filter((one) => one !== 'out_of_stock')
  expect(new Set(codes).size).toBe(3)
  const [code = ''] = codes
  expect(await scan(code)).toEqual({
    id: 'r1',
    offerId: 'care',
    result: 'redeemed',
    message: 'redeemed, till-4, 14:03',
    at: at1403,
    tillId: 'till-4',
  })
  expect(await scan(code, 'till-7', 'r2', at1403 + 60_000)).toEqual({
    id: 'r2',
    offerId: 'care',
    result: 'already_redeemed',
    message: 'already redeemed, till-4, 14:03',
    at: at1403,
    tillId: 'till-4',
  })
})

test('a till that asks again by the same id hears the same, and the stream’s event is the same', async () => {
  const { ports, codesFor, scan } = opened()
  const [code = ''] = await codesFor(1)
  const first = await scan(code)
  expect(await scan(code, 'till-4', 'r1', at1403 + 5000)).toEqual(first)
  const [one, again] = ports.streamed
  expect(one).toEqual({
    key: 'customer:of-m1',
    body: {
      v: 1,
      kind: 'event',
      id: 'redeemed:m1',
      customerId: 'of-m1',
      deviceId: 'phone-of-m1',
      name: 'offer.redeemed',
      venueId: 'store',
      data: { offerId: 'care', messageId: 'm1', tillId: 'till-4' },
      occurredAt: at1403,
      receivedAt: at1403,
    },
  })
  expect(again).toEqual({ ...one, body: { ...(one?.body as object), receivedAt: at1403 + 5000 } })
})

test('of a phone that nobody identified it is told in the visitor’s mailbox', async () => {
  const { ports, codesFor, scan } = opened()
  const [code = ''] = await codesFor(1, {}, { ledgerId: 'device:phone-9', deviceId: 'phone-9' })
  await scan(code)
  expect(ports.streamed).toMatchObject([{ key: 'visitor:phone-9', body: { deviceId: 'phone-9' } }])
  expect(ports.streamed[0]?.body).not.toHaveProperty('customerId')
})

test('what two tills handed out while they were offline is told to both, and the first in time counts', async () => {
  const { redeem, codesFor } = opened()
  const [code = '', other = ''] = await codesFor(2)
  const late = { code, tillId: 'till-7', id: 'a', at: at1403 + 60_000 }
  const early = { code, tillId: 'till-4', id: 'b', at: at1403 }
  const fine = { code: other, tillId: 'till-4', id: 'c', at: at1403 }
  expect(await redeem([late], everywhere, at1403 + 3_600_000)).toMatchObject([{ id: 'a', result: 'redeemed' }])
  const later = await redeem([early, fine, late], everywhere, at1403 + 7_200_000)
  expect(later.map(({ id, result, tillId, conflict }) => [id, result, tillId, conflict])).toEqual([
    ['b', 'redeemed', 'till-4', true],
    ['c', 'redeemed', 'till-4', undefined],
    ['a', 'already_redeemed', 'till-4', true],
  ])
})

test('a code that expired, is not one of ours, is mistyped, or is of a venue that the till does not belong to', async () => {
  const { ports, redeem, codesFor, scan } = opened()
  const [code = ''] = await codesFor(1)
  expect(await scan(code, 'till-4', 'r1', noon + 86_400_001)).toEqual({
    id: 'r1',
    offerId: 'care',
    result: 'expired',
    message: 'expired at 12:00',
    expiresAt: noon + 86_400_000,
  })
  const forger = offerCodes(async () => 'another key')
  const forged = (await memoryOffers(forger.sign).offers.reserve([aRequest()], aCatalog(), noon)).get('m1')
  expect(await scan(forged?.granted ? forged.code : '')).toMatchObject({ result: 'forged' })
  expect(await scan('7QK2-M9XD-4TB8')).toMatchObject({ result: 'mistyped' })
  const unknown = { id: 'r1', result: 'unknown', message: 'There is no such code at this venue' }
  const others = (venueId: string) => venueId === 'mall'
  expect(await redeem([{ code, tillId: 'till-4', id: 'r1' }], others, at1403)).toEqual([unknown])
  const elsewhere = await memoryOffers(offerCodes(async () => 'a key that nobody knows').sign).offers.reserve(
    [aRequest({ messageId: 'm77' })],
    aCatalog(),
    noon,
  )
  const [lost] = elsewhere.values()
  expect(await scan(lost?.granted ? lost.code : '')).toEqual(unknown)
  expect(ports.streamed).toEqual([])
})

test('a code that is let go while nobody knows of it is void at the till, without an event', async () => {
  const { ports, codesFor, scan } = opened()
  const [code = ''] = await codesFor(1)
  await ports.offers.letGo([aRequest()])
  expect(await scan(code)).toMatchObject({ result: 'expired' })
  expect(ports.streamed).toEqual([])
})
