import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { readCode } from '#shared/domain/offer-code.ts'
import { occasionSchema } from '#shared/schemas/stream.ts'
import { changeStock, restockOffer, showStock } from '#shared/use-cases/stock-offers.ts'
import { withdrawOffers } from '#shared/use-cases/withdraw-offers.ts'
import { aCaller } from '#test/support/builders.ts'
import { aCatalog, anOffer, aRequest, noon, requests } from '#test/support/offers.ts'

const minute = 60_000
const by = aCaller()

/** Everybody whom a withdrawal was told to, by the record's key. */
const toldTo = ({ streamed }: ReturnType<typeof memoryPorts>) => streamed.map(({ key }) => key).sort()

const withCodes = async (many: number, catalog = aCatalog({ stock: 500 })) => {
  const ports = memoryPorts()
  const answers = await ports.offers.reserve(requests(many), catalog, noon)
  return { ports, answers, catalog }
}

test('at none that somebody set, everybody who has a code that nobody redeemed is told, once, and who bought is not', async () => {
  const { ports, answers, catalog } = await withCodes(3)
  const [first] = answers.values()
  const serial = first?.granted ? (readCode(first.code)?.serial ?? '') : ''
  await ports.codes.redeem(serial, { id: 'r1', tillId: 'till-4' }, noon)
  expect(await restockOffer(ports)('care', 0, catalog, { by, now: noon })).toEqual({
    left: 0,
    issued: 3,
    source: 'set',
  })
  expect(toldTo(ports)).toEqual(['customer:of-m2', 'customer:of-m3'])
  expect(ports.streamed.map(({ body }) => occasionSchema.parse(body))).toEqual(
    ['of-m2', 'of-m3'].map((customerId) =>
      expect.objectContaining({ kind: 'withdraw', customerId, offerId: 'care', receivedAt: noon }),
    ),
  )
  expect((await ports.audit.list('store', { limit: 10 })).entries).toMatchObject([
    { what: 'offers/care/stock', action: 'put', state: 'done' },
  ])
})

test('a phone that nobody identified is told in the visitor’s mailbox', async () => {
  const ports = memoryPorts()
  await ports.offers.reserve([aRequest({ ledgerId: 'device:phone-9', deviceId: 'phone-9' })], aCatalog(), noon)
  await restockOffer(ports)('care', 0, aCatalog(), { by, now: noon })
  expect(ports.streamed).toMatchObject([{ key: 'visitor:phone-9', body: { deviceId: 'phone-9' } }])
  expect(occasionSchema.safeParse(ports.streamed[0]?.body).success).toBe(true)
})

test('two minutes later all are told once more, under other ids: somebody may have been given a code meanwhile', async () => {
  const { ports, catalog } = await withCodes(2)
  await restockOffer(ports)('care', 0, catalog, { by, now: noon })
  const withdraw = withdrawOffers(ports)
  expect(await withdraw(noon + minute, 100)).toBe(0)
  expect(await withdraw(noon + 2 * minute, 100)).toBe(2)
  expect(await withdraw(noon + 9 * minute, 100)).toBe(0)
  expect(new Set(ports.streamed.map(({ body }) => (body as { id: string }).id)).size).toBe(4)
  expect(await ports.withdrawals.pending()).toEqual([])
})

test('a withdrawal stops at what one time has time for, and goes on from there', async () => {
  const { ports, catalog } = await withCodes(450)
  await ports.withdrawals.move('care', undefined, { id: 'w1', pass: 1, notBefore: noon })
  const withdraw = withdrawOffers(ports)
  expect(await withdraw(noon, 1)).toBe(200)
  expect(await withdraw(noon, 201)).toBe(250)
  expect(new Set(toldTo(ports)).size).toBe(450)
  expect((await showStock(ports)('care', catalog))?.issued).toBe(450)
})

test('a crash after the records went out repeats a page, under the same ids', async () => {
  const { ports } = await withCodes(3)
  await ports.withdrawals.move('care', undefined, { id: 'w1', pass: 1, notBefore: noon })
  const withdrawals = {
    ...ports.withdrawals,
    move: () => Promise.reject(new Error('the power went out')),
  }
  await expect(withdrawOffers({ ...ports, withdrawals })(noon, 100)).rejects.toThrow('the power went out')
  await withdrawOffers(ports)(noon, 100)
  const ids = ports.streamed.map(({ body }) => (body as { id: string }).id)
  expect(ids).toHaveLength(6)
  expect(new Set(ids).size).toBe(3)
})

test('codes that have expired are nobody’s to take back, and two of one person are one word', async () => {
  const ports = memoryPorts()
  const hers = { ledgerId: 'customer:ada', deviceId: 'phone-1' }
  await ports.offers.reserve(requests(2, hers), aCatalog(), noon)
  await ports.offers.reserve([aRequest({ messageId: 'm9' })], aCatalog({ codeValidSeconds: 60 }), noon)
  await restockOffer(ports)('care', 0, aCatalog(), { by, now: noon + minute })
  expect(toldTo(ports)).toEqual(['customer:ada'])
})

test('when there is some again, taking back stops', async () => {
  const { ports, catalog } = await withCodes(2)
  await restockOffer(ports)('care', 0, catalog, { by, now: noon })
  await restockOffer(ports)('care', 5, catalog, { by, now: noon + minute })
  expect(await withdrawOffers(ports)(noon + 3 * minute, 100)).toBe(0)
  expect(ports.streamed).toHaveLength(2)
})

test('an offer that no release has can not be stocked', async () => {
  const ports = memoryPorts()
  expect(await restockOffer(ports)('care', 1, aCatalog({ id: 'socks' }), { by, now: noon })).toBeUndefined()
  expect(await showStock(ports)('care', aCatalog({ id: 'socks' }))).toBeUndefined()
})

test('the stock feed speaks to the offers of its product at its venue: at none they are taken back, and given out again later', async () => {
  const about = { productId: 'boots', stock: 10 }
  const catalog = aCatalog([
    anOffer(about),
    anOffer({ ...about, id: 'other-venue', venueId: 'mall' }),
    anOffer({ id: 'other-product', productId: 'socks' }),
  ])
  const { ports } = await withCodes(1, catalog)
  const change = changeStock(ports)
  const gone = { productId: 'boots', venueId: 'store', left: 0, at: noon }
  expect(await change(gone, catalog, noon)).toEqual(['care'])
  expect(toldTo(ports)).toEqual(['customer:of-m1'])
  expect(await change(gone, catalog, noon)).toEqual([])
  const reserve = (messageId: string) => ports.offers.reserve([aRequest({ messageId })], catalog, noon)
  expect((await reserve('m2')).get('m2')).toMatchObject({ reason: 'out_of_stock' })
  expect(await change({ ...gone, left: 4, at: noon + 1 }, catalog, noon + 1)).toEqual(['care'])
  expect((await reserve('m2')).get('m2')).toMatchObject({ granted: true })
  expect(await ports.withdrawals.pending()).toEqual([])
})

test('what somebody set to none stays so, whatever pieces come in', async () => {
  const catalog = aCatalog({ productId: 'boots' })
  const { ports } = await withCodes(1, catalog)
  await restockOffer(ports)('care', 0, catalog, { by, now: noon })
  await changeStock(ports)({ productId: 'boots', venueId: 'store', left: 4, at: noon }, catalog, noon)
  expect(await ports.withdrawals.pending()).toEqual(['care'])
})
