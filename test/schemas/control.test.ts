import { expect, test } from 'vitest'
import { pauseExample, pauseSchema, publishExample, publishSchema, wakeSchema } from '#shared/schemas/control.ts'
import { check } from '#shared/schemas/faults.ts'
import { paramsExample, paramsSchema } from '#shared/schemas/fields.ts'

test('the examples of what is right are right', () => {
  expect(check(publishSchema, publishExample, publishExample)).toEqual({ value: publishExample })
  expect(check(pauseSchema, pauseExample, pauseExample)).toEqual({ value: pauseExample })
  expect(check(paramsSchema, paramsExample, paramsExample)).toEqual({ value: paramsExample })
})

test.each([
  [{}, 'scope', 'must have scope "everything", "venue" or "journey"'],
  [{ scope: 'zone', id: 'shoes', paused: true }, 'scope', 'must have scope "everything", "venue" or "journey"'],
  [{ scope: 'everything' }, 'paused', 'must be true to pause, false to go on'],
  [
    { scope: 'venue', paused: true },
    'id',
    'must be 1 to 64 letters, digits and - _ . only, as it stands in topics and addresses',
  ],
])('a pause of %j is told what is wrong', (asked, path, reason) => {
  const result = check(pauseSchema, asked, pauseExample)
  expect('faults' in result && result.faults.map(({ path, reason }) => ({ path, reason }))).toEqual([{ path, reason }])
})

test('a timer of another version is none', () => {
  expect(wakeSchema.safeParse({ v: 2, mailbox: 'device:phone-1', dueAt: 5 }).success).toBe(false)
})
