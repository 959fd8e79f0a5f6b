import * as z from 'zod'

const deepest = 32 // lists and objects in each other: a condition of ten levels is hard to read

/**
 * A schema that looks at a value only once it is sure that it is small: what has more bytes as JSON, or is nested deeper than
 * anything that somebody writes, is refused before anything costly is done with it.
 */
export const bounded = <S extends z.ZodType>(what: string, bytes: number, schema: S) =>
  z.preprocess((value, context) => {
    const reason = tooMuch(what, value, bytes)
    if (reason === undefined) return value
    context.issues.push({ code: 'custom', message: reason, input: value })
    return z.NEVER
  }, schema)

/** Walks a value without recursion, and stops at the first byte too many. Escapes are not counted. */
const tooMuch = (what: string, value: unknown, bytes: number): string | undefined => {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
  let left = bytes
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next
    left -= typeof value === 'string' ? Buffer.byteLength(value) + 3 : 5
    if (typeof value === 'object' && value !== null) {
      if (depth === deepest) return `is nested deeper than ${deepest} levels; ${what} needs fewer`
      for (const key in value) {
        if (!Array.isArray(value)) left -= Buffer.byteLength(key) + 3
        if (left < 0) break
        open.push({ value: Reflect.get(value, key), depth: depth + 1 })
      }
    }
    if (left < 0) return `has more than ${bytes / 1024} kB; ${what} may have so many at most: split it`
  }
  return undefined
}
