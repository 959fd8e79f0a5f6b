import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldChanges } from '#infra/cli/code/field-changes.ts'

test('fields are named by their way, and things in lists by their ids', () => {
  const before = { a: { b: 1, gone: true }, steps: [{ id: 'x', n: 1 }, { id: 'y' }], tags: ['a'] }
  const after = { a: { b: 2, come: [1] }, steps: [{ id: 'z' }, { id: 'y' }, { id: 'x', n: 2 }], tags: ['a', 'b'] }
  expect(fieldChanges(before, after)).toEqual([
    { field: 'a.b', before: 1, after: 2 },
    { field: 'a.gone', before: true },
    { field: 'a.come', after: [1] },
    { field: 'steps[x].n', before: 1, after: 2 },
    { field: 'steps[z]', after: { id: 'z' } },
    { field: 'steps (order)', before: ['x', 'y'], after: ['y', 'x'] },
    { field: 'tags', before: ['a'], after: ['a', 'b'] },
  ])
})

test('steps with numbers for ids that change places are a change', () => {
  expect(fieldChanges([{ id: '1' }, { id: '2' }], [{ id: '2' }, { id: '1' }], 'steps')).toEqual([
    { field: 'steps (order)', before: ['1', '2'], after: ['2', '1'] },
  ])
})

test('there are changes if and only if two values differ as JSON', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  fc.assert(fc.property(value, value, (a, b) => (fieldChanges(a, b).length === 0) === (canonical(a) === canonical(b))))
  fc.assert(fc.property(value, (a) => fieldChanges(a, JSON.parse(JSON.stringify(a))).length === 0))
})

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
