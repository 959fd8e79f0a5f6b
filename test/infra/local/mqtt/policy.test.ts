import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPolicies } from '#infra/local/mqtt/policy.ts'

const statement = (Effect: 'Allow' | 'Deny', Action: string | string[], Resource: string | string[]) => ({
  Effect,
  Action,
  Resource,
})
const policy = (...Statement: ReturnType<typeof statement>[]) => ({ Version: '2012-10-17', Statement })
const permits = (...statements: ReturnType<typeof statement>[]) =>
  readPolicies([policy(...statements)], { clientId: 'anna' })

describe('IoT policies', () => {
  test('what no statement allows is denied', () => {
    const may = permits(statement('Allow', 'iot:Publish', 'arn:topic/a'))
    expect([
      may('iot:Publish', 'arn:topic/a'),
      may('iot:Publish', 'arn:topic/b'),
      may('iot:Receive', 'arn:topic/a'),
    ]).toEqual([true, false, false])
  })

  test('a star spans levels, a question mark is one character', () => {
    const may = permits(statement('Allow', 'iot:*', ['arn:topic/usher/*/receipts', 'arn:client/till-?']))
    expect(may('iot:Publish', 'arn:topic/usher/a/b/c/receipts')).toBe(true)
    expect(may('iot:Publish', 'arn:topic/usher/receipts')).toBe(false)
    expect(may('iot:Connect', 'arn:client/till-7')).toBe(true)
    expect(may('iot:Connect', 'arn:client/till-77')).toBe(false)
  })

  test('variables stand for the connection, and one without a value matches nothing', () => {
    const documents = [
      policy(
        statement('Allow', 'iot:Connect', `arn:client/\${iot:ClientId}`),
        statement('Allow', 'iot:Publish', `arn:topic/\${iot:Connection.Thing.ThingName}/*`),
      ),
    ]
    const phone = readPolicies(documents, { clientId: 'anna' })
    const gateway = readPolicies(documents, { clientId: 'anna', thingName: 'gw-1' })
    expect([phone('iot:Connect', 'arn:client/anna'), phone('iot:Connect', 'arn:client/bob')]).toEqual([true, false])
    expect([phone('iot:Publish', 'arn:topic//x'), gateway('iot:Publish', 'arn:topic/gw-1/x')]).toEqual([false, true])
  })

  test('a client that calls itself * gets nothing of the others', () => {
    const may = readPolicies([policy(statement('Allow', 'iot:Publish', `arn:topic/\${iot:ClientId}/x`))], {
      clientId: '*',
    })
    expect([may('iot:Publish', 'arn:topic/bob/x'), may('iot:Publish', 'arn:topic/*/x')]).toEqual([false, true])
  })

  test('an explicit deny wins, in whatever order and document it stands', () => {
    const effects = fc.array(fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Deny'), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(effects, (given) => {
        const may = readPolicies(
          given.map((effect) => policy(statement(effect, 'iot:Publish', 'arn:*'))),
          { clientId: 'a' },
        )
        expect(may('iot:Publish', 'arn:topic')).toBe(!given.includes('Deny'))
      }),
    )
  })

  test('wildcards match what a regular expression of the same meaning matches', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '?'), maxLength: 8 })
    const seen = { true: 0, false: 0 }
    fc.assert(
      fc.property(pattern, text, (resource, value) => {
        const meaning = resource.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        const expected = new RegExp(`^${meaning}$`).test(value)
        seen[`${expected}`]++
        expect(permits(statement('Allow', 'iot:Publish', resource))('iot:Publish', value)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(50)
  })

  test('many stars do not make matching slow', () => {
    const may = permits(statement('Allow', 'iot:Publish', `${'*a'.repeat(500)}b`))
    const start = performance.now()
    expect(may('iot:Publish', 'a'.repeat(256))).toBe(false)
    expect(performance.now() - start).toBeLessThan(100)
  })

  test('a policy over 2,048 characters is not taken', () => {
    const long = policy(statement('Allow', 'iot:Publish', 'x'.repeat(2048)))
    expect(() => readPolicies([long], { clientId: 'a' })).toThrow(/2\d{3} characters, at most 2048 are allowed/)
  })

  test.each([
    ['not JSON', '{', /is not JSON/],
    ['another version', JSON.stringify({ Version: '2008-10-17', Statement: [] }), /Version/],
    ['a condition', { ...policy(), Statement: [{ ...statement('Allow', 'a', 'b'), Condition: {} }] }, /Condition/],
  ])('a policy that is %s is not taken', (_, document, error) => {
    expect(() => readPolicies([document], { clientId: 'a' })).toThrow(error)
  })
})
