import { expect, test } from 'vitest'
import { callerFrom } from '#shared/lambda/caller.ts'

test('a caller is her subject and user name, and nothing else of what her token says', () => {
  const claims = { sub: 'sub-olga', username: 'olga', email: 'olga@example.com', 'cognito:groups': '[operator]' }
  expect(callerFrom(claims)).toEqual({ subject: 'sub-olga', username: 'olga' })
  expect(callerFrom({ sub: 'sub-olga' })).toEqual({ subject: 'sub-olga' })
  expect(callerFrom({})).toEqual({ subject: 'nobody' })
})
