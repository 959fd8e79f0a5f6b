import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsOf from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { check } from '#shared/schemas/faults.ts'
import { journeyExample, journeyOfAllSteps } from '#shared/schemas/journey-example.ts'
import { jsonSchemas, writtenKinds } from '#shared/schemas/json-schemas.ts'

const schemas = jsonSchemas()

const validatorOf = (kind: string) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false })
  formatsOf.default(ajv)
  return ajv.compile(schemas[kind] ?? false)
}

test('there is a schema for each of the seven kinds of file', () => {
  expect(Object.keys(schemas)).toEqual(['journey', 'venue', 'segment', 'offer', 'template', 'persona', 'settings'])
})

describe.each(Object.entries(writtenKinds))('a file of a %s', (kind, { schema, example }) => {
  const validate = validatorOf(kind)

  test('is right as the example shows it, to an editor as to the API', () => {
    expect([validate(example), validate.errors]).toEqual([true, null])
    expect(check(schema, example, example)).toEqual({ value: example })
  })

  test('may leave out its id and when it was made, and name its schema', () => {
    const { id: _, createdAt: __, ...rest } = example
    expect([validate({ $schema: `./${kind}.json`, ...rest }), validate.errors]).toEqual([true, null])
  })

  test('with a field that nobody knows is wrong', () => {
    expect(validate({ ...example, nmae: 'x' })).toBe(false)
  })
})

test.each<[string, object]>([
  ['a kind of step that there is none of', { steps: [{ id: 'a', kind: 'wait' }] }],
  ['a step with a field that is misspelt', { steps: [{ id: 'a', kind: 'delay', secnds: 5 }] }],
  ['a moment that there is none of', { entrance: { ...journeyExample.entrance, moment: 'zone.leave' } }],
  ['a condition that is a text', { entrance: { ...journeyExample.entrance, audience: 'gold' } }],
  ['a cap of nothing', { frequencyCaps: [{ limit: 0, windowSeconds: 60, scope: 'journey' }] }],
  ['no steps', { steps: [] }],
])('an editor sees %s', (_, own) => {
  const validate = validatorOf('journey')
  expect(validate({ ...journeyExample, ...own })).toBe(false)
})

test('what has a default may be left out', () => {
  const { priority: _, frequencyCaps: __, consent: ___, paused: ____, ...brief } = journeyOfAllSteps
  const validate = validatorOf('journey')
  expect([validate(brief), validate.errors]).toEqual([true, null])
})

test('conditions are told as what they are', () => {
  expect(schemas.segment?.$defs).toEqual({
    Condition: {
      type: 'object',
      description: expect.stringContaining('$and, $or, $nor and $not'),
      examples: [expect.any(Object)],
    },
  })
})
