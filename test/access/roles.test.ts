import { describe, expect, test } from 'vitest'
import { grantsFrom, mayDo } from '#shared/access/roles.ts'

describe('grants of a token', () => {
  test.each([
    ['the text of the HTTP API', '[operator@mall analyst]'],
    ['one group as text', 'operator@mall analyst'],
    ['a list', ['operator@mall', 'analyst']],
    [
      'a list with groups that are no grants',
      ['operator@mall', 'eu-central-1_pool', 'king', 'operator@', 'admin@a@b', 'analyst'],
    ],
  ])('are read from %s', (_, groups) => {
    expect(grantsFrom({ sub: 'u1', 'cognito:groups': groups })).toEqual([
      { role: 'operator', venueId: 'mall' },
      { role: 'analyst' },
    ])
  })

  test.each([[{}], [{ 'cognito:groups': '[]' }], [{ 'cognito:groups': '' }], [{ 'cognito:groups': [] }]])(
    '%j: none',
    (claims) => {
      expect(grantsFrom(claims)).toEqual([])
    },
  )
})

describe('who may do what', () => {
  test.each([
    ['a role in its venue', ['operator@mall'], 'operator', 'mall', true],
    ['a role in another venue', ['operator@mall'], 'operator', 'store', false],
    ['a role of one venue, for what belongs to none', ['operator@mall'], 'operator', undefined, false],
    ['a role everywhere', ['operator'], 'operator', 'mall', true],
    ['a role everywhere, for what belongs to no venue', ['operator'], 'operator', undefined, true],
    ['another role', ['analyst'], 'operator', 'mall', false],
    ['one of several roles', ['marketer'], ['operator', 'marketer'], 'mall', true],
    ['an admin', ['admin'], 'marketer', undefined, true],
    ['an admin of the venue', ['admin@mall'], 'marketer', 'mall', true],
    ['an admin of another venue', ['admin@mall'], 'marketer', 'store', false],
    ['nobody', [], 'associate', 'mall', false],
  ] as const)('%s', (_, groups, wanted, venueId, expected) => {
    expect(mayDo(grantsFrom({ 'cognito:groups': [...groups] }), wanted, venueId)).toBe(expected)
  })
})
