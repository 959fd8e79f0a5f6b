import { expect, test } from 'vitest'
import { readCloudEvent } from '#shared/schemas/cloud-events.ts'

const aPurchase = (data: object = {}, own: object = {}) => ({
  specversion: '1.0',
  id: 'order-1',
  source: 'https://tills.example.com/4',
  type: 'purchase',
  time: '2026-11-21T14:03:00+01:00',
  subject: 'customer:ada',
  venueid: 'store',
  data: {
    orderId: '1',
    amount: 59.9,
    currency: 'EUR',
    items: [{ sku: 'boots-42', category: 'boots', quantity: 1, price: 59.9 }],
    ...data,
  },
  ...own,
})

const faultsOf = (raw: unknown) => {
  const read = readCloudEvent(raw)
  return 'faults' in read ? read.faults.map(({ path, reason }) => [path, reason]) : []
}

test('a purchase is read as it was sent, with what its sender adds', () => {
  const event = aPurchase(
    { loyaltyPoints: 12 },
    { traceparent: '00-a', datacontenttype: 'application/json; charset=utf-8' },
  )
  expect(readCloudEvent(event)).toEqual({ event })
})

test('an event of a type of its own may carry what it likes, or nothing', () => {
  const event = { id: '1', source: '/app', type: 'com.shop.wishlist', subject: 'device:phone-1' }
  expect(readCloudEvent(event)).toEqual({ event: { ...event, data: {} } })
  expect(readCloudEvent({ ...event, data: { sku: 'boots-42', tags: ['a'] } })).toEqual({
    event: { ...event, data: { sku: 'boots-42', tags: ['a'] } },
  })
})

test('stock concerns nobody', () => {
  const event = {
    id: '1',
    source: '/stock',
    type: 'stock.changed',
    data: { productId: 'p', venueId: 'store', left: 0 },
  }
  expect(readCloudEvent(event)).toEqual({ stock: event })
})

test.each([
  ['no amount', aPurchase({ amount: undefined }), 'data.amount', 'must be a number from 0 to 1000000000'],
  ['an amount in text', aPurchase({ amount: '59,90' }), 'data.amount', 'must be a number from 0 to 1000000000'],
  ['a currency sign', aPurchase({ currency: '€' }), 'data.currency', 'must be three letters of ISO 4217, such as EUR'],
  [
    'an item without a price',
    aPurchase({ items: [{ sku: 'a', quantity: 1 }] }),
    'data.items[0].price',
    'must be a number from 0 to 1000000000',
  ],
  ['a time without an offset', aPurchase({}, { time: '2026-11-21T14:03:00' }), 'time', /must be a time as/],
  ['an id in place of a subject', aPurchase({}, { subject: 'ada' }), 'subject', /must be customer:<id> or device:<id>/],
  ['another version', aPurchase({}, { specversion: '0.3' }), 'specversion', 'must be "1.0"'],
  [
    'a name that CloudEvents has not',
    aPurchase({}, { venueId: 'store' }),
    'venueId',
    /is no attribute of a CloudEvent/,
  ],
  ['bytes in base64', aPurchase({}, { data_base64: 'AA==' }), 'data_base64', /is no attribute of a CloudEvent/],
  ['other content', aPurchase({}, { datacontenttype: 'text/xml' }), 'datacontenttype', 'must be application/json'],
  ['too much', aPurchase({ note: 'x'.repeat(8200) }), 'data', 'must be an object of 8 kB of JSON at most'],
  ['a list for data', { ...aPurchase(), type: 'com.shop.x', data: [1] }, 'data', /must be an object/],
  ['no type', { ...aPurchase(), type: undefined }, 'type', /must be 1 to 100 letters/],
  [
    'no stock',
    { id: '1', source: '/', type: 'stock.changed', data: { productId: 'p', venueId: 'v' } },
    'data.left',
    /must be/,
  ],
  ['no object at all', 'purchase', 'body', 'must be an object, this is text'],
])('%s is refused with its path', (_, raw, path, reason) => {
  expect(faultsOf(raw)).toEqual([[path, typeof reason === 'string' ? reason : expect.stringMatching(reason)]])
})

test('each fault carries what would be right there', () => {
  const read = readCloudEvent(aPurchase({ currency: 'euro' }))
  expect(read).toEqual({ faults: [expect.objectContaining({ path: 'data.currency', example: 'EUR' })] })
})
