import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message } from '#shared/domain/message.ts'
import { entriesOf, type Laptop, openHarbour, pointerIsReadAgainAfterSeconds, startLaptop } from './laptop.ts'
import { aPhone, approaching, type TestPhone } from './phone.ts'

const shoppers = 20
const care = { name: 'Shoe care', venueId: 'harbour', stock: 3, codeValidSeconds: 3600 }
const journey = {
  name: 'Shoe care',
  entrance: { moment: 'zone.enter', venueId: 'harbour', zoneId: 'watches', usefulForSeconds: 120 },
  steps: [
    {
      id: 'offer',
      kind: 'message',
      class: 'service',
      message: { kind: 'offer', title: 'Shoe care', body: 'Your code: {{ offer.code }}', offerId: 'care' },
    },
  ],
}

let laptop: Laptop
const phones: TestPhone[] = []
beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
})
afterAll(async () => {
  for (const phone of phones) await phone.close()
  await laptop.close()
})

const codeOf = ({ messages }: TestPhone): string | undefined => messages[0]?.offer?.code

test('stock 3, twenty shoppers at once: three codes, seventeen out of stock; scanned again it says where and when; at none it is taken back', async () => {
  const { api, pass, system } = laptop
  expect((await api('marketer', 'PUT', '/offers/care', care)).body).toMatchObject({ stock: 3 })
  expect((await api('marketer', 'PUT', '/journeys/care', journey)).status).toBe(201)
  const published = await api('admin', 'POST', '/publish', {})
  expect([published.status, published.body]).toEqual([200, expect.anything()])
  await pass(pointerIsReadAgainAfterSeconds)

  for (let i = 0; i < shoppers; i++) phones.push(await aPhone(laptop))
  await Promise.all(phones.map((phone) => phone.report(approaching('watches', system.clock.now()))))
  for (const phone of phones) await phone.settled()
  const lucky = phones.filter((phone) => codeOf(phone) !== undefined)
  expect(lucky).toHaveLength(3)
  expect(new Set(lucky.map(codeOf)).size).toBe(3)
  for (const phone of lucky) expect(phone.messages[0]?.body).toBe(`Your code: ${codeOf(phone)}`)
  const refusals = entriesOf(laptop, 'decision').filter(({ suppressed }) => suppressed === 'out_of_stock')
  expect(refusals).toHaveLength(17)

  const code = lucky[0] && codeOf(lucky[0])
  const scan = async (tillId: string) =>
    (await api('associate', 'POST', '/redemptions', { code, tillId, id: `${tillId}-1` })).body
  expect(await scan('till-4')).toMatchObject({ result: 'redeemed', offerId: 'care', tillId: 'till-4' })
  await pass(60)
  expect(await scan('till-7')).toMatchObject({
    result: 'already_redeemed',
    tillId: 'till-4',
    message: expect.stringMatching(/^already redeemed, till-4, \d\d:\d\d$/),
  })
  const told = entriesOf(laptop, 'occasion').flatMap(({ occasion }) =>
    occasion.kind === 'event' && occasion.name === 'offer.redeemed' ? [occasion.id] : [],
  )
  expect(new Set(told).size).toBe(1)
  expect(JSON.stringify(laptop.journal)).not.toContain(code)
  expect(laptop.lines.join()).not.toContain(code)

  expect((await api('operator', 'PUT', '/offers/care/stock', { left: 0 })).body).toMatchObject({ left: 0, issued: 3 })
  for (const phone of phones) await phone.settled()
  const isTakenBack = ({ messages }: TestPhone) =>
    messages.some(({ revokes }: Message) => revokes !== undefined && revokes === messages[0]?.id)
  expect(lucky.map(isTakenBack)).toEqual([false, true, true])
})
