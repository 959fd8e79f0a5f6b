import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern, patternFault } from '#shared/domain/pattern.ts'

const matches = (pattern: string, text: string, ignoresCase = false) => compilePattern(pattern, ignoresCase)?.(text)

test.each([
  ['^boots', 'boots and shoes', 'old boots'],
  ['(Mobile|Tablet)', 'Android Mobile', 'Desktop'],
  ['-12-25$', '1980-12-25', '1980-12-24'],
  ['\\u00e9t\\u00e9', 'été', 'ete'],
  ['[^a-z]', 'a1', 'ab'],
  ['\\bcafe\\b', 'the cafe', 'cafeteria'],
  ['^[\\w.]+@example\\.com$', 'ada.l@example.com', 'ada@example.org'],
  ['^/shop/\\d{2,3}$', '/shop/123', '/shop/1'],
])('%s is found in "%s" and not in "%s"', (pattern, right, wrong) => {
  expect([patternFault(pattern), matches(pattern, right), matches(pattern, wrong)]).toEqual([undefined, true, false])
})

test('a pattern without case', () => {
  expect([matches('^BOOTS', 'boots', true), matches('^BOOTS', 'boots')]).toEqual([true, false])
})

test.each([
  ['(?=a)b', 'a pattern can neither look ahead nor behind: that may take for ever'],
  ['(?<!a)b', 'a pattern can neither look ahead nor behind: that may take for ever'],
  ['(a)\\1', 'a pattern can not refer back to what it matched: that may take for ever'],
  ['(?<x>a)\\k<x>', 'a pattern can not refer back to what it matched: that may take for ever'],
  ['(((x{9}){9}){9}', 'this is no pattern: missing closing ): `(((x{9}){9}){9}`'],
  ['((x{9}){9}){9}', "the pattern's repetitions make 911 steps of it, of at most 500"],
  ['a'.repeat(201), 'a pattern has at most 200 characters, this one has 201'],
])('%s is refused, and never matches', (pattern, reason) => {
  expect([patternFault(pattern)?.reason, compilePattern(pattern, false)]).toEqual([reason, undefined])
})

test('what other engines try for ever has an answer at once', () => {
  const text = `${'a'.repeat(999)}b`
  for (const pattern of ['(a+)+$', '^(a|aa)+$', '(.*)*c', '^(([a-z])+.)+[A-Z]$', '(a?){50}a{50}$'])
    expect([pattern, matches(pattern, text)]).toEqual([pattern, false])
})

test('of a text its first thousand characters are seen', () => {
  expect([matches('x$', `${'a'.repeat(999)}x`), matches('x', `${'a'.repeat(1000)}x`)]).toEqual([true, false])
})

test('a pattern finds what JavaScript finds', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', 'c')
  const part = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{1,2}')).map((parts) => parts.join(''))
  const group = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `(${parts.join('')}|b)`)
  const pattern = fc
    .tuple(fc.boolean(), fc.array(fc.oneof(part, group), { minLength: 1, maxLength: 5 }), fc.boolean())
    .map(([fromStart, parts, toEnd]) => `${fromStart ? '^' : ''}${parts.join('')}${toEnd ? '$' : ''}`)
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '1', ' '), maxLength: 8 })
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (source, seen, ignoresCase) => {
      expect(matches(source, seen, ignoresCase)).toBe(new RegExp(source, ignoresCase ? 'i' : '').test(seen))
    }),
  )
})
