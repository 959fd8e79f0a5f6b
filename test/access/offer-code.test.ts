import { expect, test } from 'vitest'
import { offerCodes } from '#shared/access/offer-code.ts'
import { readCode, writeCode } from '#shared/domain/offer-code.ts'

const { sign, read } = offerCodes(async () => 'a key that nobody knows')

test('a code that we signed is read', async () => {
  // computed with Python's hmac
  expect(await sign('7QK2M9X')).toBe('EQ57')
  expect(await read(writeCode('7QK2M9X', await sign('7QK2M9X')))).toEqual({ serial: '7QK2M9X' })
})

test('one with another signature, or signed with another key, is forged', async () => {
  const other = offerCodes(async () => 'another key')
  const theirs = writeCode('7QK2M9X', await other.sign('7QK2M9X'))
  expect(readCode(theirs)).toBeDefined()
  expect(await read(theirs)).toEqual({ fault: 'forged' })
  expect(await read(writeCode('7QK2M9Y', await sign('7QK2M9X')))).toEqual({ fault: 'forged' })
})

test('one with a wrong character is mistyped', async () => {
  const code = writeCode('7QK2M9X', await sign('7QK2M9X'))
  expect(await read(code.replace('7', '8'))).toEqual({ fault: 'mistyped' })
})
