import { expect, test } from 'vitest'
import { countryOf } from '#shared/hours/country-of.ts'

test.each([
  ['Europe/Berlin', 'de'],
  ['Europe/London', 'gb'],
  ['Asia/Kolkata', 'in'],
  ['Asia/Calcutta', 'in'],
  ['America/Argentina/Buenos_Aires', 'ar'],
  ['UTC', undefined],
])('%s is in %s', (timezone, country) => {
  expect(countryOf(timezone)).toBe(country)
})
