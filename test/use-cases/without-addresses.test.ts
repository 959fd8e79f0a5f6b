import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutAddresses } from '#shared/use-cases/without-addresses.ts'

const hidden = (text: string) =>
  Buffer.from(withoutAddresses(Buffer.from(text), (address) => `<${address}>`)).toString('utf8')
const flags = '020106'
const minewTail = '6421870000000000000000001234abcd'

test.each([
  ['{"mac":"C3:00:00:25:EF:6A"}', '{"mac":"<c3000025ef6a>"}'],
  ['{"mac":"c3-00-00-25-ef-6a"}', '{"mac":"<c3000025ef6a>"}'],
  // an iBeacon's numbers look like addresses and are none
  ['{"data":"1aff4c000215c3000025ef6a"}', '{"data":"1aff4c000215c3000025ef6a"}'],
  // it stands alone elsewhere
  ['["C3000025EF6A","020106c3000025ef6a"]', '["<c3000025ef6a>","020106<c3000025ef6a>"]'],
  [
    '["C3000025EF6A","0206AEF250000C3","42086AEF250000C3020106"]',
    '["<c3000025ef6a>","0206AEF250000C3","4208<c3000025ef6a>020106"]',
  ],
  // a Ruuvi tag and a Minew tag say theirs in what they advertise
  [`"1bff990405${'00'.repeat(17)}c3000025ef6a"`, `"1bff990405${'00'.repeat(17)}<c3000025ef6a>"`],
  [`"${flags}1bff3906ca006aef250000c3${minewTail}"`, `"${flags}1bff3906ca00<c3000025ef6a>${minewTail}"`],
])('%s', (text, expected) => expect(hidden(text)).toBe(expected))

test.each([
  ['bytes that no text has', Buffer.from('1000220201', 'hex')],
  ['bytes that are no UTF-8', Buffer.from('bb01ac233f000001', 'hex')],
  ['hex alone', Buffer.from('10002202c3000025ef6a02350401')],
  ['hex alone with a line behind it', Buffer.from('10002202c3000025ef6a02350401\n')],
])('of %s nothing is shown', (_, message) => {
  const shown = Buffer.from(withoutAddresses(message, (address) => `<${address}>`)).toString()
  expect(shown).toBe(`${message.length} bytes that are no text, not shown for their addresses`)
})

test('an address that stands alone is shown nowhere in its message, whichever way round', () => {
  const bytes = fc.uint8Array({ minLength: 6, maxLength: 6 })
  const around = fc.uint8Array({ maxLength: 12 })
  fc.assert(
    fc.property(bytes, around, around, fc.boolean(), (own, before, after, isReversed) => {
      const hex = Buffer.from(own).toString('hex')
      const turned = Buffer.from(isReversed ? own.toReversed() : own)
      const raw = Buffer.concat([before, turned, after]).toString('hex')
      const shown = hidden(JSON.stringify({ mac: hex, raw }))
      const [, rest = ''] = shown.split('"raw":')
      // what is told of it is between brackets
      expect(rest.replaceAll(/<[0-9a-f]{12}>/g, '|')).not.toContain(turned.toString('hex'))
    }),
  )
})
