import { fault } from './body.ts'
import type { Fault, RefusalReason } from './reading.ts'

type Issue = { path: readonly PropertyKey[]; message: string }

/**
 * Turns a schema's first complaint about `value` into a fault. `where` names the value in its message (empty: the message),
 * `reasons` says which field has a reason of its own; all else is of the wrong shape.
 */
export const explain = (
  issues: readonly Issue[],
  value: unknown,
  where: string,
  reasons: Readonly<Record<string, RefusalReason>>,
): Fault => {
  const { path, message } = issues[0] ?? { path: [], message: 'does not fit' }
  const at = [where, ...path.map(String)].filter((part) => part !== '').join('.')
  return fault(reasons[String(path[0])] ?? 'wrong_shape', at || 'the message', follow(value, path), message)
}

const follow = (value: unknown, path: readonly PropertyKey[]): unknown => {
  let found = value
  for (const key of path) found = (found as Record<PropertyKey, unknown> | undefined)?.[key]
  return found
}
