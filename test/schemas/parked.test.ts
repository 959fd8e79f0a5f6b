import { expect, test } from 'vitest'
import { check } from '#shared/schemas/faults.ts'
import {
  failedPlaceExample,
  failedPlaceSchema,
  failedQueryExample,
  failedQuerySchema,
  failedRedriveExample,
  failedRedriveSchema,
  parkedQueryExample,
  parkedQuerySchema,
  redriveExample,
  redriveSchema,
} from '#shared/schemas/parked.ts'

test('every example is right', () => {
  expect(check(parkedQuerySchema, parkedQueryExample, {})).toEqual({ value: { ...parkedQueryExample, limit: 50 } })
  expect(check(redriveSchema, redriveExample, {})).toEqual({ value: redriveExample })
  expect(check(failedQuerySchema, failedQueryExample, {})).toEqual({ value: { limit: 50 } })
  expect(check(failedPlaceSchema, failedPlaceExample, {})).toEqual({ value: failedPlaceExample })
  expect(check(failedRedriveSchema, failedRedriveExample, {})).toEqual({ value: failedRedriveExample })
})

test.each(['unknown_device', 'spoofed?'])('what is parked as %s is listed and driven again by that name', (reason) => {
  expect(check(parkedQuerySchema, { reason }, {})).toEqual({ value: { reason, limit: 50 } })
  expect(check(redriveSchema, { reason }, {})).toEqual({ value: { reason, dryRun: false } })
})

test.each([
  [
    { reason: 'who knows?' },
    'reason',
    'must be a reason as parked messages have it, such as unknown_device or spoofed?',
  ],
  [{ day: 'today' }, 'day', 'must be a day as 2026-11-21'],
  [{ day: '2026-13-41' }, 'day', 'must be a day as 2026-11-21'],
  [{ day: '2026-11-21', since: '2026-11-20' }, 'body', 'takes day or since, not both'],
  [{ limit: '201' }, 'limit', 'must be a whole number from 1 to 200'],
  [{ limit: 'all' }, 'limit', 'must be a whole number from 1 to 200'],
])('a list is not asked for by %j', (query, path, reason) => {
  expect(check(parkedQuerySchema, query, parkedQueryExample)).toMatchObject({ faults: [{ path, reason }] })
})

const either = 'must have ids, or a reason, a day, or both'

test.each([
  [{}, either],
  [{ dryRun: true }, either],
  [{ ids: ['1'], reason: 'forged' }, either],
  [{ ids: [] }, 'must have 1 elements at least'],
  [{ ids: Array.from({ length: 101 }, (_, i) => `${i}`) }, 'must have 100 elements at most'],
  [{ day: 'today' }, 'must be a day as 2026-11-21'],
])('nothing is driven again by %j', (body, reason) => {
  expect(check(redriveSchema, body, redriveExample)).toMatchObject({ faults: [{ reason }] })
})

test('ids, a reason or a day are enough', () => {
  for (const body of [{ ids: ['1'] }, { reason: 'forged' }, { day: '2026-11-21' }])
    expect(check(redriveSchema, body, redriveExample)).toEqual({ value: { ...body, dryRun: false } })
})
