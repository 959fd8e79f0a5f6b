import type { z } from 'zod'

/** What is wrong with a request: where, why, and an example of what is right. */
export type Fault = { path: string; reason: string; example?: unknown }

/** Checks a value against a schema. Each fault carries what stands at its place in `example`, a whole valid value. */
export const check = <T>(
  schema: z.ZodType<T>,
  value: unknown,
  example: unknown,
): { value: T } | { faults: Fault[] } => {
  const { success, data, error } = schema.safeParse(value)
  return success ? { value: data } : { faults: error.issues.flatMap((issue) => faultsOf(issue, example)) }
}

const faultsOf = (issue: z.core.$ZodIssue, example: unknown): Fault[] => {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys((exampleAt(example, issue.path) as object | undefined) ?? {})
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      reason: `"${key}" is not a field here${known.length > 0 ? `; known are ${known.join(', ')} and others` : ''}`,
    }))
  }
  const right = exampleAt(example, issue.path)
  return [{ path: pathText(issue.path), reason: issue.message, ...(right === undefined ? {} : { example: right }) }]
}

/** `zones[2].floorId`, or `body` for the whole. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  ) || 'body'

/** What stands at a path of an example; any element of a list is as good as its first. */
const exampleAt = (example: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[0]
    return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined
  }, example)
