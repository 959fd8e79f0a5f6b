import { describe, expect, test } from 'vitest'
import type { Reservation } from '#shared/domain/offer.ts'
import { readCode } from '#shared/domain/offer-code.ts'
import { heldLimits } from '#shared/domain/offer-held.ts'
import { aCatalog, anOffer, aRequest, noon, requests } from '#test/support/offers.ts'
import type { Opened } from '../opened.ts'

const leaseMs = heldLimits.leaseSeconds * 1000

const codesOf = (answers: ReadonlyMap<string, Reservation>) =>
  [...answers.values()].flatMap((one) => (one.granted ? [one.code] : []))
const reasonsOf = (answers: ReadonlyMap<string, Reservation>) =>
  [...answers.values()].flatMap((one) => (one.granted ? [] : [one.reason]))

export const offerCases = (opened: () => Opened) => {
  const offers = () => opened().ports.offers
  const codes = () => opened().ports.codes
  const withdrawals = () => opened().ports.withdrawals
  const serialIn = (answer: Reservation | undefined) => {
    if (!answer?.granted) throw new Error(`nothing was granted: ${JSON.stringify(answer)}`)
    return readCode(answer.code)?.serial ?? ''
  }
  const reserve = async (messageId = 'm1', offer = {}, now = noon) => {
    const answers = await offers().reserve([aRequest({ messageId })], aCatalog(offer), now)
    return answers.get(messageId)
  }

  describe('reserving', () => {
    test('a code is good for as long as the offer says', async () => {
      const answer = await reserve()
      expect(answer).toEqual({ granted: true, code: expect.any(String), expiresAt: noon + 3_600_000 })
      expect(await reserve('m2', { validUntil: noon + 60_000 })).toMatchObject({ expiresAt: noon + 60_000 })
    })

    test('a message gets the same code again, later and when there is none left', async () => {
      const first = await reserve('m1', { stock: 1 })
      expect(await reserve('m1', { stock: 1 }, noon + 60_000)).toEqual(first)
      expect(await offers().stock(aCatalog({ stock: 1 }))).toEqual(
        new Map([['care', { left: 0, issued: 1, source: 'defined' }]]),
      )
    })

    test('of three, twenty at once get three, each a code of its own', async () => {
      const answers = await offers().reserve(requests(20), aCatalog({ stock: 3 }), noon)
      expect(new Set(codesOf(answers)).size).toBe(3)
      expect(reasonsOf(answers)).toEqual(Array(17).fill('out_of_stock'))
      expect((await offers().stock(aCatalog({ stock: 3 }))).get('care')).toEqual({
        left: 0,
        issued: 3,
        source: 'defined',
      })
    })

    test('a budget is for as many as it pays in full', async () => {
      const catalog = aCatalog({ stock: 10, budget: { amount: 25, cost: 10 } })
      expect(codesOf(await offers().reserve(requests(10), catalog, noon))).toHaveLength(2)
    })

    test('nobody gets more than one may, in one batch or in several, and others still do', async () => {
      const catalog = aCatalog({ perCustomer: 2, stock: 10 })
      const mine = requests(5, { ledgerId: 'customer:ada', deviceId: 'phone-1' })
      expect(codesOf(await offers().reserve(mine, catalog, noon))).toHaveLength(2)
      const more = aRequest({ messageId: 'm9', ledgerId: 'customer:ada', deviceId: 'phone-1' })
      expect((await offers().reserve([more], catalog, noon)).get('m9')).toEqual({
        granted: false,
        reason: 'offer_limit',
        saw: 'she has had 2 of 2',
      })
      expect(await reserve('m10', { perCustomer: 2, stock: 10 })).toMatchObject({ granted: true })
    })

    test('what a phone had before its owner was known counts as hers', async () => {
      const catalog = aCatalog({ perCustomer: 1 })
      const nobodys = aRequest({ messageId: 'm1', ledgerId: 'device:phone-1', deviceId: 'phone-1' })
      await offers().reserve([nobodys], catalog, noon)
      const hers = aRequest({ messageId: 'm2', ledgerId: 'customer:ada', deviceId: 'phone-1' })
      expect(reasonsOf(await offers().reserve([hers], catalog, noon))).toEqual(['offer_limit'])
    })

    test('an offer that is over, or that the release does not have, gives nothing', async () => {
      expect(await reserve('m1', { validUntil: noon })).toEqual({
        granted: false,
        reason: 'offer_over',
        saw: 'it was valid until 2026-11-21T12:00:00.000Z',
      })
      expect(await reserve('m1', { id: 'other' })).toEqual({
        granted: false,
        reason: 'offer_over',
        saw: 'it is not in the release',
      })
    })

    test('offers of one batch do not take from each other', async () => {
      const catalog = aCatalog([anOffer({ stock: 1 }), anOffer({ id: 'socks', stock: 1 })])
      const both = [aRequest(), aRequest({ messageId: 'm2', offerId: 'socks' })]
      expect(codesOf(await offers().reserve(both, catalog, noon))).toHaveLength(2)
    })
  })

  describe('what comes back', () => {
    test('what was let go is for the next, once, and its code is good no more', async () => {
      const serial = serialIn(await reserve('m1', { stock: 1, perCustomer: 1 }))
      await offers().letGo([aRequest()])
      await offers().letGo([aRequest()])
      expect(codesOf(await offers().reserve(requests(4).slice(1), aCatalog({ stock: 1 }), noon))).toHaveLength(1)
      expect((await codes().redeem(serial, { id: 'r1', tillId: 'till-4' }, noon))?.told).toEqual({
        result: 'expired',
        expiresAt: noon + 3_600_000,
      })
    })

    test('whoever let one go may have one again', async () => {
      await reserve('m1', { perCustomer: 1, stock: 5 })
      await offers().letGo([aRequest()])
      expect(await reserve('m1', { perCustomer: 1, stock: 5 })).toMatchObject({ granted: true })
      expect((await offers().stock(aCatalog({ stock: 5 }))).get('care')?.issued).toBe(1)
    })

    test('what was promised is not let go', async () => {
      const first = await reserve('m1', { stock: 1 })
      await offers().confirm(['m1', 'unknown'])
      await offers().confirm(['m1'])
      await offers().letGo([aRequest()])
      expect(await reserve('m1', { stock: 1 })).toEqual(first)
      expect(await reserve('m2', { stock: 1 })).toMatchObject({ reason: 'out_of_stock' })
    })

    test('a reservation that nobody promised comes back after its lease, not before, and a promised one never', async () => {
      const stock = { stock: 2 }
      await reserve('m1', stock)
      await reserve('m2', stock)
      await offers().confirm(['m2'])
      expect(await reserve('m3', stock, noon + leaseMs)).toMatchObject({ reason: 'out_of_stock' })
      expect(await reserve('m3', stock, noon + leaseMs + 1)).toMatchObject({ granted: true })
      expect(await reserve('m4', stock, noon + 3 * leaseMs)).toMatchObject({ granted: true })
      expect(await reserve('m2', stock, noon + 3 * leaseMs)).toMatchObject({ granted: true })
    })

    test('so does the one that a person may have', async () => {
      const one = { ledgerId: 'customer:ada', deviceId: 'phone-1' }
      const ask = async (messageId: string, now: number) =>
        (await offers().reserve([aRequest({ messageId, ...one })], aCatalog({ perCustomer: 1 }), now)).get(messageId)
      await ask('m1', noon)
      expect(await ask('m2', noon + leaseMs)).toMatchObject({ reason: 'offer_limit' })
      expect(await ask('m2', noon + leaseMs + 1)).toMatchObject({ granted: true })
    })

    test('one that was promised after its lease takes another one of the stock, and is void where there is none', async () => {
      const serial = serialIn(await reserve('m1', { stock: 1 }))
      await reserve('m2', { stock: 1 }, noon + leaseMs + 1)
      await offers().confirm(['m1'])
      expect((await codes().redeem(serial, { id: 'r1', tillId: 'till-4' }, noon))?.told.result).toBe('expired')
      await offers().letGo([aRequest({ messageId: 'm2' })])
      await offers().confirm(['m1'])
      expect((await codes().redeem(serial, { id: 'r1', tillId: 'till-4' }, noon))?.told.result).toBe('redeemed')
      expect((await offers().stock(aCatalog({ stock: 1 }))).get('care')).toMatchObject({ left: 0, issued: 1 })
    })
  })

  describe('stock', () => {
    test('is what the definition says until the first is given out', async () => {
      expect(await offers().stock(aCatalog([anOffer({ stock: 7 }), anOffer({ id: 'socks' })]))).toEqual(
        new Map([
          ['care', { left: 7, issued: 0, source: 'defined' }],
          ['socks', { left: null, issued: 0, source: 'defined' }],
        ]),
      )
    })

    test('a release with another number counts what was given out before', async () => {
      await offers().reserve(requests(4), aCatalog({ stock: 5 }, '1'), noon)
      const more = requests(9).slice(4)
      expect(codesOf(await offers().reserve(more, aCatalog({ stock: 7 }, '2'), noon))).toHaveLength(3)
      expect((await offers().stock(aCatalog({ stock: 7 }, '2'))).get('care')).toMatchObject({ left: 0, issued: 7 })
      expect(
        reasonsOf(await offers().reserve([aRequest({ messageId: 'm20' })], aCatalog({ stock: 6 }, '3'), noon)),
      ).toEqual(['out_of_stock'])
    })

    test('an older release that is still at work does not bring its number back', async () => {
      await offers().reserve(requests(1), aCatalog({ stock: 1 }, '2'), noon)
      expect(
        reasonsOf(await offers().reserve([aRequest({ messageId: 'm2' })], aCatalog({ stock: 9 }, '1'), noon)),
      ).toEqual(['out_of_stock'])
    })

    test('what somebody sets is what may be given out from then on, whatever releases say', async () => {
      await offers().reserve(requests(4), aCatalog({ stock: 5 }, '1'), noon)
      const set = await offers().restock('care', 2, aCatalog({ stock: 5 }, '1'), noon)
      expect(set).toEqual({ left: 2, issued: 4, source: 'set' })
      const more = requests(9).slice(4)
      expect(codesOf(await offers().reserve(more, aCatalog({ stock: 100 }, '2'), noon))).toHaveLength(2)
      expect((await offers().stock(aCatalog({}, '2'))).get('care')).toEqual({ left: 0, issued: 6, source: 'set' })
    })

    test('stock that was set does not go beyond the budget', async () => {
      const catalog = aCatalog({ budget: { amount: 30, cost: 10 } })
      await offers().reserve(requests(1), catalog, noon)
      expect(await offers().restock('care', 50, catalog, noon)).toEqual({ left: 2, issued: 1, source: 'set' })
    })

    test('while none of its product is there none is given out, and an older word changes nothing', async () => {
      const catalog = aCatalog({ stock: 5 })
      expect(await offers().noteProduct('care', { left: 0, at: noon }, catalog)).toBe('newer')
      expect(await offers().noteProduct('care', { left: 3, at: noon - 1 }, catalog)).toBe('older')
      expect(await reserve('m1', { stock: 5 })).toEqual({
        granted: false,
        reason: 'out_of_stock',
        saw: 'none of its product is there',
      })
      await offers().noteProduct('care', { left: 3, at: noon + 1 }, catalog)
      expect(await reserve('m1', { stock: 5 })).toMatchObject({ granted: true })
      expect((await offers().stock(catalog)).get('care')).toEqual({
        left: 4,
        issued: 1,
        source: 'defined',
        product: { left: 3, at: noon + 1 },
      })
    })
  })

  describe('redeeming', () => {
    test('a code that there is not', async () => {
      expect(await codes().find('0000000')).toBeUndefined()
      expect(await codes().redeem('0000000', { id: 'r1', tillId: 'till-4' }, noon)).toBeUndefined()
    })

    test('one code at twenty tills at once is redeemed at one, and the others are told where', async () => {
      const serial = serialIn(await reserve())
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => codes().redeem(serial, { id: `r${i}`, tillId: `till-${i}` }, noon)),
      )
      const told = answers.map((one) => one?.told)
      const winner = told.find((one) => one?.result === 'redeemed')
      expect(told.filter((one) => one?.result === 'redeemed')).toHaveLength(1)
      expect(told.filter((one) => one?.result === 'already_redeemed')).toEqual(
        Array(19).fill({ ...winner, result: 'already_redeemed' }),
      )
    })

    test('a redeemed code keeps what it took for good', async () => {
      const serial = serialIn(await reserve('m1', { stock: 1 }))
      const redeemed = await codes().redeem(serial, { id: 'r1', tillId: 'till-4' }, noon + 60_000)
      expect(redeemed?.whose).toMatchObject({ ledgerId: 'customer:of-m1', deviceId: 'phone-of-m1', venueId: 'store' })
      await offers().letGo([aRequest()])
      expect(await reserve('m2', { stock: 1 }, noon + 2 * leaseMs)).toMatchObject({ reason: 'out_of_stock' })
    })
  })

  describe('withdrawing', () => {
    const allHolders = async (limit: number) => {
      const found: string[] = []
      let after: string | undefined
      do {
        const page = await withdrawals().holders('care', { limit, ...(after === undefined ? {} : { after }) })
        found.push(...page.holders.map(({ messageId }) => messageId))
        after = page.next
      } while (after !== undefined)
      return found.sort()
    }

    test('those who have a code that nobody redeemed and that is still good are found, page by page', async () => {
      const answers = await offers().reserve(requests(9), aCatalog({ stock: 9 }), noon)
      await offers().reserve([aRequest({ messageId: 'm99', offerId: 'socks' })], aCatalog({ id: 'socks' }), noon)
      await codes().redeem(serialIn(answers.get('m1')), { id: 'r1', tillId: 'till-4' }, noon)
      await offers().letGo([aRequest({ messageId: 'm2' })])
      await offers().confirm(['m3'])
      const others = ['m3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9']
      expect(await allHolders(2)).toEqual(others)
      expect(await allHolders(50)).toEqual(others)
    })

    test('a withdrawal begins, goes on and ends, for one at a time', async () => {
      await reserve()
      const begun = { id: 'w1', pass: 1, notBefore: noon } as const
      expect(await withdrawals().pending()).toEqual([])
      expect(await withdrawals().move('care', undefined, begun)).toBe('written')
      expect(await withdrawals().move('care', undefined, { ...begun, id: 'w2' })).toBe('conflict')
      expect(await withdrawals().pending()).toEqual(['care'])
      expect(await withdrawals().find('care')).toEqual(begun)
      expect(await withdrawals().move('care', begun, { ...begun, after: 'x' })).toBe('written')
      expect(await withdrawals().move('care', begun, undefined)).toBe('conflict')
      expect(await withdrawals().move('care', { ...begun, after: 'x' }, undefined)).toBe('written')
      expect(await withdrawals().pending()).toEqual([])
    })
  })
}
