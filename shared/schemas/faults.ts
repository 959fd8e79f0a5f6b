import type * as z from 'zod'
import { nearestName, orKnown } from '#shared/domain/nearest-name.ts'

/** What reads a value, or says what is wrong with it. */
export type Schema<T> = z.ZodType<T>

/** What is wrong with a request: where, why, and an example of what is right. */
export type Fault = { path: string; reason: string; example?: unknown }

/** What was checked, and a whole valid value beside it. */
type Checked = { value: unknown; example: unknown }

/**
 * Checks a value against a schema. Each fault carries what stands at its place in `example`, a whole valid value, or, where
 * nothing stands there, what stands around it. A name that is misspelt is told with the one that was likely meant.
 */
export const check = <T>(schema: Schema<T>, value: unknown, example: unknown): { value: T } | { faults: Fault[] } => {
  const { success, data, error } = schema.safeParse(value, { error: reasonOf })
  if (success) return { value: data }
  const found = error.issues.flatMap((issue) => faultsOf(issue, { value, example }))
  const meant = new Set(found.flatMap((one) => one.meant ?? []))
  const strange = new Set<string>()
  const faults = found.flatMap(({ meant: _, isMissing, isStrange, ...one }) => {
    // a field that is misspelt is missing as well, and a text has no ten elements if a list is wanted: that is one fault
    if ((isMissing && meant.has(one.path)) || strange.has(one.path)) return []
    if (isStrange) strange.add(one.path)
    return [one]
  })
  return { faults }
}

/** `isStrange`: of another type than is wanted, so that nothing else is to be said of it. */
type Found = Fault & { meant?: string; isMissing?: boolean; isStrange?: boolean }

const faultsOf = (issue: z.core.$ZodIssue, checked: Checked): Found[] => {
  const { value: right } = nearest(checked.example, issue.path)
  const path = pathText(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(issue, key, right))
  if (issue.code === 'invalid_union') {
    const best = bestOf(issue.errors, at(checked.value, issue.path))
    if (best) return best.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }, checked))
  }
  const seen = at(checked.value, issue.path)
  const meant = typeof seen === 'string' ? nearestName(seen, choicesOf(issue)) : undefined
  if (meant !== undefined)
    return [{ path, reason: `${issue.message}, this is "${seen}"; did you mean "${meant}"?`, example: meant }]
  const own = issue.code === 'custom' ? issue.params?.example : undefined
  const isStrange = issue.code === 'invalid_type'
  return [{ path, reason: issue.message, example: own ?? right, isMissing: seen === undefined, isStrange }]
}

const choicesOf = (issue: z.core.$ZodIssue): string[] => {
  const choices = issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' ? optionsOf(issue) : []
  return choices.filter((one) => typeof one === 'string')
}

const optionsOf = (issue: z.core.$ZodIssue): readonly unknown[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options : []

const unknownField = (issue: z.core.$ZodIssueUnrecognizedKeys, key: string, right: unknown): Found => {
  const known = issue.message.split(', ')
  const path = pathText([...issue.path, key])
  if (isObject(right) && Object.hasOwn(right, key))
    return { path, reason: `"${key}" does not go together with the rest; leave one of them out`, example: right }
  const meant = nearestName(key, known)
  return {
    path,
    reason: `"${key}" is not a field here; ${orKnown(key, known)}`,
    example: right,
    ...(meant === undefined ? {} : { meant: pathText([...issue.path, meant]) }),
  }
}

/**
 * The shape that a value was likely meant to have: the one that knows most of its fields and misses fewest. Undefined where none
 * comes nearer than another, or the value has no field that is not in all of them.
 */
const bestOf = (options: readonly z.core.$ZodIssue[][], value: unknown): z.core.$ZodIssue[] | undefined => {
  if (!isObject(value)) return undefined
  const told = options.map((issues) => {
    const strange = issues.flatMap((one) => (one.code === 'unrecognized_keys' && one.path.length === 0 ? one.keys : []))
    const fields = new Set(issues.flatMap(({ path: [field] }) => field ?? []))
    const absent = [...fields].filter((field) => at(value, [field]) === undefined).length
    return { issues, strange, cost: 2 * (strange.length + absent) + (fields.size - absent) }
  })
  const [best, second] = told.toSorted((a, b) => a.cost - b.cost)
  if (best === undefined || best.cost === second?.cost) return undefined
  const isMeant = told.some(({ strange }) => strange.some((field) => !best.strange.includes(field)))
  return isMeant ? best.issues : undefined
}

const named: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
}

/** The reason where a schema gives none of its own. Of a field that nobody knows: the fields that somebody does. */
const reasonOf: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return fieldsOf(issue.inst).join(', ')
  if (issue.code === 'invalid_type') {
    const expected = `must be ${named[issue.expected] ?? issue.expected}`
    return issue.input === undefined ? `is missing; ${expected}` : `${expected}, this is ${kindOf(issue.input)}`
  }
  if (issue.code === 'too_big') return `must have ${issue.maximum} ${unitOf(issue)} at most`
  if (issue.code === 'too_small') return `must have ${issue.minimum} ${unitOf(issue)} at least`
  return issue.code === 'invalid_key' ? `is no name: ${issue.issues[0]?.message}` : undefined
}

const fieldsOf = (schema: z.core.$ZodRawIssue['inst']): string[] => {
  const definition: object | undefined = schema?._zod.def
  const shape = definition !== undefined && 'shape' in definition ? definition.shape : undefined
  return isObject(shape) ? Object.keys(shape) : []
}

const unitOf = ({ origin }: { origin: string }) => (origin === 'string' ? 'characters' : 'elements')

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : (named[typeof value] ?? typeof value)
}

/** `zones[2].floorId`, or `body` for the whole. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  ) || 'body'

/** What stands at a path. */
const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      (isObject(inner) || Array.isArray(inner)) && Object.hasOwn(inner, step) ? Reflect.get(inner, step) : undefined,
    value,
  )

/** How far a path leads into an example, and what stands there. Of a list, whichever element leads furthest. */
const nearest = (value: unknown, path: readonly PropertyKey[], depth = 0): { value: unknown; depth: number } => {
  const [step, ...rest] = path
  if (step === undefined) return { value, depth }
  const next = Array.isArray(value) ? value : isObject(value) && Object.hasOwn(value, step) ? [value[step]] : []
  return next
    .map((one) => nearest(one, rest, depth + 1))
    .reduce((best, one) => (one.depth > best.depth ? one : best), { value, depth })
}

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
