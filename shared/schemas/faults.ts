import type * as z from 'zod'

/** What reads a value, or says what is wrong with it. */
export type Schema<T> = z.ZodType<T>

/** What is wrong with a request: where, why, and an example of what is right. */
export type Fault = { path: string; reason: string; example?: unknown }

/**
 * Checks a value against a schema. Each fault carries what stands at its place in `example`, a whole valid value, or, where
 * nothing stands there, what stands around it.
 */
export const check = <T>(schema: Schema<T>, value: unknown, example: unknown): { value: T } | { faults: Fault[] } => {
  const { success, data, error } = schema.safeParse(value, { error: reasonOf })
  return success ? { value: data } : { faults: error.issues.flatMap((issue) => faultsOf(issue, example)) }
}

const faultsOf = (issue: z.core.$ZodIssue, example: unknown): Fault[] => {
  const { value: right } = nearest(example, issue.path)
  if (issue.code === 'unrecognized_keys') {
    const known = isObject(right) ? Object.keys(right) : []
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      reason: known.includes(key)
        ? `"${key}" does not go together with the rest; leave one of them out`
        : `"${key}" is not a field here; known are ${known.join(', ')} and others`,
      example: right,
    }))
  }
  const own = issue.code === 'custom' ? issue.params?.example : undefined
  return [{ path: pathText(issue.path), reason: issue.message, example: own ?? right }]
}

const named: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
}

/** The reason where a schema gives none of its own. */
const reasonOf: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    const expected = `must be ${named[issue.expected] ?? issue.expected}`
    return issue.input === undefined ? `is missing; ${expected}` : `${expected}, this is ${kindOf(issue.input)}`
  }
  if (issue.code === 'too_big') return `must have ${issue.maximum} ${unitOf(issue)} at most`
  if (issue.code === 'too_small') return `must have ${issue.minimum} ${unitOf(issue)} at least`
  return issue.code === 'invalid_key' ? `is no name: ${issue.issues[0]?.message}` : undefined
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
