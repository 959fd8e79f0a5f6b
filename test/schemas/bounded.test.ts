import { expect, test } from 'vitest'
import { check } from '#shared/schemas/faults.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyExample } from '#shared/schemas/journey-example.ts'

const faultsOf = (own: object) => {
  const checked = check(journeySchema, { ...journeyExample, ...own }, journeyExample)
  return 'faults' in checked ? checked.faults : []
}

test('a journey of ten megabytes is refused before anything is done with it', () => {
  const reason = 'has more than 256 kB; a journey may have so many at most: split it'
  const fault = { path: 'body', reason, example: journeyExample }
  expect(faultsOf({ name: 'x'.repeat(10_000_000) })).toEqual([fault])
  expect(faultsOf({ steps: Array.from({ length: 1_000_000 }, () => 5) })).toEqual([fault])
  expect(faultsOf(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field${i}`, 1])))).toEqual([fault])
})

test('a journey that is nested without end is refused as well', () => {
  let audience: object = { 'customer.tier': 'gold' }
  for (let i = 0; i < 50_000; i++) audience = { $not: audience }
  expect(faultsOf({ entrance: { ...journeyExample.entrance, audience } })).toEqual([
    { path: 'body', reason: 'is nested deeper than 32 levels; a journey needs fewer', example: journeyExample },
  ])
})
