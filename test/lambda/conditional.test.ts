import { expect, test } from 'vitest'
import { hasSeen, holdsFor } from '#shared/lambda/conditional.ts'

test.each<[string, Record<string, string>, string | undefined, boolean]>([
  ['nothing asked, nothing there', {}, undefined, true],
  ['nothing asked, something there', {}, '"a"', true],
  ['the same', { 'if-match': '"a"' }, '"a"', true],
  ['one of several', { 'if-match': '"b", "a"' }, '"a"', true],
  ['another', { 'if-match': '"b"' }, '"a"', false],
  ['weakly the same', { 'if-match': 'W/"a"' }, '"a"', false],
  ['one that is gone', { 'if-match': '"a"' }, undefined, false],
  ['any, and it is there', { 'if-match': '*' }, '"a"', true],
  ['any, and nothing is there', { 'if-match': '*' }, undefined, false],
  ['create only, and nothing is there', { 'if-none-match': '*' }, undefined, true],
  ['create only, and it is there', { 'if-none-match': '*' }, '"a"', false],
  ['unless it is this', { 'if-none-match': '"a"' }, '"a"', false],
  ['unless it is this, weakly', { 'if-none-match': 'W/"a"' }, '"a"', false],
  ['unless it is another', { 'if-none-match': '"b"' }, '"a"', true],
])('%s', (_, headers, etag, holds) => {
  expect(holdsFor(headers)(etag)).toBe(holds)
})

test('who has it already need not get it again', () => {
  expect(hasSeen({ 'if-none-match': '"b", W/"a"' }, '"a"')).toBe(true)
  expect(hasSeen({ 'if-none-match': '"b"' }, '"a"')).toBe(false)
  expect(hasSeen({}, '"a"')).toBe(false)
})
