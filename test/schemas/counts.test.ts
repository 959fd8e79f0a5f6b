import { expect, test } from 'vitest'
import { quartersQueryExample, quartersQuerySchema } from '#shared/schemas/counts.ts'
import { check } from '#shared/schemas/faults.ts'

const asked = (query: object) => check(quartersQuerySchema, query, quartersQueryExample)

test('the example is right, and times are milliseconds', () => {
  expect(asked(quartersQueryExample)).toEqual({
    value: { from: Date.UTC(2026, 10, 21, 9), to: Date.UTC(2026, 10, 21, 18) },
  })
})

test.each([
  ['no times at all', {}, ['from', 'to']],
  ['a day for a time', { ...quartersQueryExample, from: '2026-11-21' }, ['from']],
  ['a time without its zone', { ...quartersQueryExample, from: '2026-11-21T09:00:00' }, ['from']],
  ['an end before its start', { ...quartersQueryExample, to: '2026-11-21T09:00:00Z' }, ['to']],
  ['more than a week', { ...quartersQueryExample, to: '2026-11-28T09:00:01Z' }, ['to']],
])('%s is named', (_, query, paths) => {
  const checked = asked(query)
  expect('faults' in checked ? checked.faults.map(({ path }) => path) : []).toEqual(paths)
})

test('a week is not too much', () => {
  expect(asked({ ...quartersQueryExample, to: '2026-11-28T10:00:00+01:00' })).toHaveProperty('value')
})
