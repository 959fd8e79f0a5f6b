import fc from 'fast-check'
import { expect, test } from 'vitest'
import { receiptEvents } from '#shared/domain/receipt.ts'
import { readReceipt } from '#shared/hardware/receipt.ts'
import { bytesOf, prefixesOf, refusalOf } from './support.ts'

const aReceipt = (changes: object = {}) => ({ messageId: 'm1', event: 'opened', at: 1_770_596_033_667, ...changes })

test.each(receiptEvents)('a receipt of %s is read', (event) => {
  expect(readReceipt(bytesOf(aReceipt({ event })))).toEqual({ messageId: 'm1', event, at: 1_770_596_033_667 })
})

test('an answer comes along, other fields do not, and the time may be text', () => {
  const said = aReceipt({ event: 'answered', at: '2026-02-09T00:13:53.667Z', answer: '', deviceId: 'other' })
  expect(readReceipt(bytesOf(said))).toEqual({ messageId: 'm1', event: 'answered', at: 1_770_596_033_667, answer: '' })
})

test.each([
  [{ messageId: 7 }, 'wrong_shape', /^messageId is 7: must be text of 1 to 128 characters$/],
  [{ messageId: '' }, 'wrong_shape', /^messageId is "": must be text of 1 to 128 characters$/],
  [
    { event: 'eaten' },
    'wrong_shape',
    /^event is "eaten": must be one of delivered, opened, dismissed, redeemed, answered$/,
  ],
  [{ answer: 7 }, 'wrong_shape', /^answer is 7: must be text of 0 to 2000 characters$/],
  [{ answer: 'x'.repeat(2_001) }, 'wrong_shape', /^answer is "x{60}…"/],
  [{ at: 'now' }, 'bad_time', /^at is "now": must be milliseconds since 1970/],
  [{ at: undefined }, 'bad_time', /^at is missing: /],
])('%j is refused', (changes, reason, detail) => {
  expect(() => readReceipt(bytesOf(aReceipt(changes)))).toThrow(
    expect.objectContaining({ name: 'Unreadable', reason, message: expect.stringMatching(detail) }),
  )
})

test.each([
  ['', 'empty'],
  ['{', 'not_json'],
  ['null', 'wrong_shape'],
  ['[]', 'wrong_shape'],
])('%j instead of a receipt is %s', (text, reason) => {
  expect(refusalOf(() => readReceipt(bytesOf(text)))).toBe(reason)
})

test('wherever a receipt is cut, it is refused', () => {
  const [, ...cut] = prefixesOf(JSON.stringify(aReceipt()))
  expect(new Set(cut.map((text) => refusalOf(() => readReceipt(bytesOf(text)))))).toEqual(new Set(['not_json']))
})

test('whatever the bytes, a receipt is read or refused', () => {
  const bodies = fc.oneof(fc.uint8Array(), fc.json().map(bytesOf))
  fc.assert(fc.property(bodies, (body) => void refusalOf(() => readReceipt(body))))
})
