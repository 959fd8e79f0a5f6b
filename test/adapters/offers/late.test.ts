import { describe, expect, test } from 'vitest'
import { memoryOfferItems } from '#shared/adapters/memory/offers.ts'
import { offerBooks } from '#shared/adapters/offers/books.ts'
import { ownCodeOf } from '#shared/adapters/offers/held.ts'
import { hadKey, type OfferItems, shardKey } from '#shared/adapters/offers/items.ts'
import { makeMark } from '#shared/adapters/offers/mark.ts'
import { offersOver } from '#shared/adapters/offers/offers.ts'
import { taking, type Wanted } from '#shared/adapters/offers/take.ts'
import { serialOf } from '#shared/domain/offer-code.ts'
import { heldLimits } from '#shared/domain/offer-held.ts'
import { aCatalog, aRequest, noon } from '#test/support/offers.ts'

const catalog = aCatalog({ stock: 1, perCustomer: 1 })
const shard = shardKey('care', 1, 0)
const leaseMs = heldLimits.leaseSeconds * 1000

const opened = () => {
  const items = memoryOfferItems()
  const { offers } = offersOver(items, async () => '0000')
  const reserve = async (messageId: string, now = noon) =>
    (await offers.reserve([aRequest({ messageId })], catalog, now)).get(messageId)
  return { items, offers, reserve }
}
const wanted: Wanted = {
  messageId: 'm1',
  offerId: 'care',
  state: 'reserved',
  redemptions: [],
  grant: {
    ledgerId: 'customer:of-m1',
    deviceId: 'phone-of-m1',
    venueId: 'store',
    reservedAt: noon,
    expiresAt: noon + 1,
    perCustomer: 1,
  },
}
const bookOf = async (items: OfferItems) => {
  const kept = await offerBooks(items).open('care', catalog, noon)
  if (kept === undefined) throw new Error('there is no book')
  return kept.value
}

describe('somebody who is late', () => {
  test('takes nothing over from who has seen more', async () => {
    const { items, offers, reserve } = opened()
    const book = await bookOf(items)
    const seenThen = await ownCodeOf(items, 'm1')
    await reserve('m1')
    await offers.letGo([aRequest()])
    await reserve('m1')
    expect(await taking(items)(wanted, seenThen, book, noon)).toBeUndefined()
    expect(await reserve('m2')).toMatchObject({ reason: 'out_of_stock' })
    expect((await items.read({ counters: [shard] })).counter(shard).taken).toBe(1)
  })

  test('at a generation that was closed is refused, and nothing is counted there', async () => {
    const { items, offers } = opened()
    const book = await bookOf(items)
    await offers.restock('care', 5, catalog, noon)
    expect(await taking(items)(wanted, await ownCodeOf(items, 'm1'), book, noon)).toBeUndefined()
    expect((await items.read({ counters: [shard] })).counter(shard)).toMatchObject({ taken: 0, isClosed: true })
  })
})

describe('what an attempt that died has left', () => {
  test('at the shard is taken over by the same message, under a mark of its own', async () => {
    const { items, reserve } = opened()
    await bookOf(items)
    await items.take(shard, 'm1', makeMark(0, noon), 1, undefined)
    expect(await reserve('m2')).toMatchObject({ reason: 'out_of_stock' })
    expect(await reserve('m1')).toMatchObject({ granted: true })
  })

  test('at the shard is had again by others after the lease, and who died can not come back for it', async () => {
    const { items, reserve } = opened()
    const book = await bookOf(items)
    const seenThen = await ownCodeOf(items, 'm1')
    await items.take(shard, 'm1', makeMark(0, noon), 1, undefined)
    expect(await reserve('m2', noon + leaseMs)).toMatchObject({ reason: 'out_of_stock' })
    expect(await reserve('m2', noon + leaseMs + 1)).toMatchObject({ granted: true })
    expect(await taking(items)(wanted, seenThen, book, noon)).toMatchObject({ reason: 'out_of_stock' })
  })

  test('at the person’s is taken back where there is nothing to be had any more', async () => {
    const { items, reserve } = opened()
    const had = hadKey('care', 'customer:of-m1')
    await reserve('m2')
    await items.take(had, 'm1', makeMark(0, noon), 1, undefined)
    expect(await reserve('m1')).toMatchObject({ reason: 'out_of_stock' })
    expect((await items.read({ counters: [had] })).counter(had)).toMatchObject({ taken: 0, marks: new Map() })
  })

  test('a change of stock that was begun is ended by the next who asks', async () => {
    const { items, offers, reserve } = opened()
    const kept = await offerBooks(items).open('care', catalog, noon)
    if (kept === undefined) throw new Error('there is no book')
    await items.saveBook('care', { ...kept.value, closing: { left: 2 } }, kept.version)
    expect(await reserve('m1')).toMatchObject({ granted: true })
    expect((await offers.stock(catalog)).get('care')).toEqual({ left: 1, issued: 1, source: 'set' })
  })

  test('a confirmation ends it as well', async () => {
    const { items, offers, reserve } = opened()
    await reserve('m1')
    await offers.letGo([aRequest()])
    const kept = await offerBooks(items).open('care', catalog, noon)
    if (kept === undefined) throw new Error('there is no book')
    await items.saveBook('care', { ...kept.value, closing: { left: 2 } }, kept.version)
    await offers.confirm(['m1'])
    expect((await offers.stock(catalog)).get('care')).toEqual({ left: 1, issued: 1, source: 'set' })
  })
})

describe('serials', () => {
  test('a message whose serial another has gets the next one', async () => {
    const { items, reserve } = opened()
    const other = { messageId: 'other', offerId: 'socks', state: 'confirmed', redemptions: [] } as const
    await items.saveHeld(serialOf('m1', 0), other, 0)
    expect(await reserve('m1')).toMatchObject({ granted: true })
    expect((await ownCodeOf(items, 'm1')).serial).toBe(serialOf('m1', 1))
    expect((await items.read({ held: [serialOf('m1', 0)] })).held(serialOf('m1', 0))?.value).toEqual(other)
  })

  test('one whose serials are all others’ is an error that names it', async () => {
    const { items, reserve } = opened()
    for (let candidate = 0; candidate < 8; candidate++) {
      const other = { messageId: 'other', offerId: 'socks', state: 'confirmed', redemptions: [] } as const
      await items.saveHeld(serialOf('m1', candidate), other, 0)
    }
    await expect(reserve('m1')).rejects.toThrow('message m1: 8 serials in a row are other messages')
  })
})
