import { isDeepStrictEqual } from 'node:util'

/** A field that differs, its path with dots, and steps and zones by their ids: `steps[offer].message.title`. */
export type FieldChange = { field: string; before?: unknown; after?: unknown }

type Fields = ReadonlyMap<string, unknown>

/** What differs between two resources. Lists of things that have ids are compared by these, other lists whole. */
export const fieldChanges = (before: unknown, after: unknown, field = ''): FieldChange[] => {
  if (isDeepStrictEqual(before, after)) return []
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  if (was && is) return eachOf(was, is, (name) => (field === '' ? name : `${field}.${name}`))
  const [old, now] = [byId(before), byId(after)]
  if (old && now) return [...eachOf(old, now, (id) => `${field}[${id}]`), ...moved(old, now, field)]
  return [{ field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
}

const eachOf = (before: Fields, after: Fields, fieldOf: (name: string) => string): FieldChange[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    fieldChanges(before.get(name), after.get(name), fieldOf(name)),
  )

/** What is in both lists, where it does not stand in the same order. */
const moved = (was: Fields, is: Fields, field: string): FieldChange[] => {
  const before = [...was.keys()].filter((id) => is.has(id))
  const after = [...is.keys()].filter((id) => was.has(id))
  return isDeepStrictEqual(before, after) ? [] : [{ field: `${field} (order)`, before, after }]
}

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined

const byId = (value: unknown): Fields | undefined => {
  if (!Array.isArray(value)) return undefined
  const ids = value.map((one) => fieldsOf(one)?.get('id'))
  const named = new Map(ids.flatMap((id, i) => (typeof id === 'string' ? [[id, value[i]]] : [])))
  return named.size === value.length ? named : undefined
}
