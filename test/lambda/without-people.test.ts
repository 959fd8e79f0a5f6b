import { expect, test } from 'vitest'
import { plainValue, withoutPeople } from '#shared/lambda/without-people.ts'

/** What JSON.parse says of a text. */
const messageOf = (text: string): string => {
  try {
    return JSON.parse(text)
  } catch (error) {
    return (error as Error).message
  }
}

test.each([
  ['customer:ada was contested', 'customer:… was contested'],
  ['no item customer#ada.b-1 here', 'no item customer#… here'],
  ['f4006d697261', '(address)'],
  ['F4:00:6D:69:72:61', '(address)'],
  ['tag f4-00-6d-69-72-61.', 'tag (address).'],
  ['"mac":"F4006D697261"', '"mac":"(address)"'],
  ['ada.l+shop@mail.example.org', '(mail)'],
  ['call +493012345678', 'call (telephone)'],
  [`state: ${messageOf('{"tier":gold}')}`, 'state: (text) is not valid JSON'],
  [
    `state: ${messageOf(`{"a":"${'z'.repeat(99)}","tier":gold,"b":"${'z'.repeat(99)}"}`)}`,
    'state: (text) is not valid JSON',
  ],
])('%s becomes %s', (text, rest) => {
  expect(withoutPeople(text)).toBe(rest)
})

test.each([
  'device:3f2b8a51-8c3e-4b0a-9d27-51c0be2e7a19',
  'device:tag-7',
  'request 51c0be2e-7a19-4b0a-9d27-f4006d697261',
  'sequence 49590338271490256608559692538361571095921575989136588898',
  'at 1795252862000 ms, 2026-11-22T01:02:03.456Z, 15:31:05+0100',
  'hash 8f14e45fceea167a5a36dedd4bea2543',
])('%s stays', (text) => {
  expect(withoutPeople(text)).toBe(text)
})

test('lists, objects and errors are plain at every depth', () => {
  expect(plainValue({ a: ['customer:ada', { b: 'customer:bo' }], n: 5, none: null, yes: true })).toEqual({
    a: ['customer:…', { b: 'customer:…' }],
    n: 5,
    none: null,
    yes: true,
  })
})
