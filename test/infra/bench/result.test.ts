import { expect, test } from 'vitest'
import { rowOf } from '#infra/bench/result.ts'

test('a figure alone is a name, a number and its unit', () => {
  expect(rowOf({ name: 'bundle', unit: 'kB', value: 12.3456 })).toBe(`${'bundle'.padEnd(58)}       12.3 kB`)
})

test('a figure beside another library says how an event fared, and who is faster', () => {
  const result = {
    name: 'rules',
    unit: 'events/s',
    value: 123456.7,
    p50Us: 1.234,
    p99Us: 1234.5,
    peer: 'other',
    ratio: 0.5,
  }
  expect(rowOf(result)).toBe(
    `${'rules'.padEnd(58)}    123,457 events/s · p50 1.23 µs, p99 1,235 µs · we are 0.5× other`,
  )
})
