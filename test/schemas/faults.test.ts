import { expect, test } from 'vitest'
import * as z from 'zod'
import { check } from '#shared/schemas/faults.ts'

const pointSchema = z.strictObject({ x: z.number(), y: z.number() })
const schema = z.strictObject({
  name: z.string().min(2).max(5),
  tags: z.array(z.string()).min(1).max(2),
  points: z.array(z.strictObject({ at: pointSchema, label: z.exactOptional(z.string()) })),
  limits: z.exactOptional(z.strictObject({ low: z.exactOptional(z.number()), high: z.exactOptional(z.number()) })),
  traits: z.record(z.string().regex(/^[a-z]+$/, 'must be lower case'), z.boolean()),
})
const example = {
  name: 'Ada',
  tags: ['boots'],
  points: [{ at: { x: 1, y: 2 } }, { at: { x: 3, y: 4 }, label: 'door' }],
  limits: { low: 1 },
  traits: { gold: true },
}
const faultsOf = (own: object) => {
  const checked = check(schema, { ...example, ...own }, example)
  return 'faults' in checked ? checked.faults : []
}

test('a value that is right comes back as the schema has it', () => {
  expect(check(schema, example, example)).toEqual({ value: example })
})

test.each([
  ['is missing', { name: undefined }, 'name', 'is missing; must be text', 'Ada'],
  ['is of another type', { name: 5 }, 'name', 'must be text, this is a number', 'Ada'],
  ['is null', { tags: null }, 'tags', 'must be a list, this is null', ['boots']],
  ['is too short', { name: 'A' }, 'name', 'must have 2 characters at least', 'Ada'],
  ['is too long', { name: 'Adelaide' }, 'name', 'must have 5 characters at most', 'Ada'],
  ['has too few elements', { tags: [] }, 'tags', 'must have 1 elements at least', ['boots']],
  ['has too many elements', { tags: ['a', 'b', 'c'] }, 'tags', 'must have 2 elements at most', ['boots']],
  ['is an element of a wrong type', { tags: ['a', {}] }, 'tags[1]', 'must be text, this is an object', 'boots'],
  [
    'is a name that may not be',
    { traits: { Gold: true } },
    'traits.Gold',
    'is no name: must be lower case',
    { gold: true },
  ],
  [
    'is a value under a new name',
    { traits: { tin: [] } },
    'traits.tin',
    'must be true or false, this is a list',
    { gold: true },
  ],
])('what %s is named with its place, the reason and an example', (_, own, path, reason, right) => {
  expect(faultsOf(own)).toEqual([{ path, reason, example: right }])
})

test('where the example has nothing at a place, it shows what stands around', () => {
  expect(faultsOf({ limits: { high: 'up' } })).toEqual([
    { path: 'limits.high', reason: 'must be a number, this is text', example: { low: 1 } },
  ])
})

test('of the elements of a list, the example is whichever has the field', () => {
  expect(faultsOf({ points: [{ at: { x: 1, y: 2 }, label: 5 }] })).toEqual([
    { path: 'points[0].label', reason: 'must be text, this is a number', example: 'door' },
  ])
})

test('every field that nobody knows is named, with those that are known', () => {
  expect(faultsOf({ points: [{ at: { x: 1, y: 2, z: 3, w: 4 } }] })).toEqual([
    { path: 'points[0].at.z', reason: '"z" is not a field here; known are x, y', example: { x: 1, y: 2 } },
    { path: 'points[0].at.w', reason: '"w" is not a field here; known are x, y', example: { x: 1, y: 2 } },
  ])
})

test('what is of another type has no length besides', () => {
  const reason = 'must be a list, this is text'
  expect(faultsOf({ tags: 'boots and shoes' })).toEqual([{ path: 'tags', reason, example: ['boots'] }])
})

test('the whole is called the body', () => {
  expect(check(schema, 'text', example)).toEqual({
    faults: [{ path: 'body', reason: 'must be an object, this is text', example }],
  })
})

test("a check of our own brings its own example, and a schema's own reason stands", () => {
  const even = z.strictObject({
    n: z.number('must be a count').superRefine((value, context) => {
      if (value % 2 === 1) context.addIssue({ code: 'custom', message: 'must be even', params: { example: value + 1 } })
    }),
  })
  expect(check(even, { n: 3 }, { n: 2 })).toEqual({ faults: [{ path: 'n', reason: 'must be even', example: 4 }] })
  expect(check(even, { n: 'x' }, { n: 2 })).toEqual({ faults: [{ path: 'n', reason: 'must be a count', example: 2 }] })
})
