import { comparableVersion } from './comparable-version.ts'
import type { Operand } from './condition-operands.ts'
import { plain } from './condition-values.ts'
import { compilePattern } from './pattern.ts'

export type Test = (seen: unknown) => boolean

/** How operators compile what stands inside them: a value or operators, a condition on an element; and what groups hold. */
export type Within = {
  value(wanted: unknown): Test
  condition(wanted: unknown): Test
  ignoringCase(wanted: unknown): Test
  group(name: unknown): readonly unknown[]
}

/** `sign` stands between what was seen and what was wanted where a decision is explained. */
export type Operator = { sign: string; operand: Operand; test(wanted: unknown, within: Within): Test }

type Ordered = number // JavaScript compares texts in the same way; TypeScript is told of numbers only

const ordered =
  (holds: (seen: Ordered, wanted: Ordered) => boolean): Operator['test'] =>
  (wanted) =>
  (seen) =>
    holds(plain(seen) as Ordered, wanted as Ordered)

const versions =
  (holds: (seen: string, wanted: string) => boolean): Operator['test'] =>
  (wanted) => {
    const version = comparableVersion(wanted)
    return (seen) => holds(comparableVersion(seen), version)
  }

const never: Test = () => false

const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)
const same = (value: unknown) => value

/** A list that she has is among others if any of it is. */
const among = (list: readonly unknown[], fold: (value: unknown) => unknown): Test => {
  const wanted = new Set(list.map(fold))
  return (seen) => (Array.isArray(seen) ? seen.some((one) => wanted.has(fold(one))) : wanted.has(fold(seen)))
}

const inList =
  (isIn: boolean, fold: (value: unknown) => unknown): Operator['test'] =>
  (wanted) => {
    if (!Array.isArray(wanted)) return never
    const test = among(wanted, fold)
    return (seen) => test(seen) === isIn
  }

const inGroup =
  (isIn: boolean): Operator['test'] =>
  (wanted, { group }) => {
    const test = among(group(wanted), same)
    return (seen) => test(seen) === isIn
  }

const everyOf = (wanted: unknown, test: (one: unknown) => Test): Test => {
  if (!Array.isArray(wanted)) return never
  const tests = wanted.map(test)
  return (seen) => Array.isArray(seen) && tests.every((one) => seen.some(one))
}

const matching =
  (isMatch: boolean, ignoresCase: boolean): Operator['test'] =>
  (wanted) => {
    const test = typeof wanted === 'string' ? compilePattern(wanted, ignoresCase) : undefined
    return test === undefined ? never : (seen) => test(String(plain(seen))) === isMatch
  }

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** What a field can be asked, with GrowthBook's semantics. What is not there is null. */
export const operators: Readonly<Record<string, Operator>> = {
  $eq: { sign: '=', operand: 'value', test: (wanted) => (seen) => seen === wanted },
  $ne: { sign: '≠', operand: 'value', test: (wanted) => (seen) => seen !== wanted },
  $gt: { sign: '>', operand: 'ordered', test: ordered((seen, wanted) => seen > wanted) },
  $gte: { sign: '≥', operand: 'ordered', test: ordered((seen, wanted) => seen >= wanted) },
  $lt: { sign: '<', operand: 'ordered', test: ordered((seen, wanted) => seen < wanted) },
  $lte: { sign: '≤', operand: 'ordered', test: ordered((seen, wanted) => seen <= wanted) },
  $in: { sign: 'in', operand: 'values', test: inList(true, same) },
  $nin: { sign: 'not in', operand: 'values', test: inList(false, same) },
  $ini: { sign: 'in any case in', operand: 'values', test: inList(true, lower) },
  $nini: { sign: 'in no case in', operand: 'values', test: inList(false, lower) },
  $all: { sign: 'all of', operand: 'tests', test: (wanted, { value }) => everyOf(wanted, value) },
  $alli: {
    sign: 'in any case all of',
    operand: 'tests',
    test: (wanted, { ignoringCase }) => everyOf(wanted, ignoringCase),
  },
  $elemMatch: {
    sign: 'an element with',
    operand: 'element',
    test: (wanted, { condition }) => {
      const test = condition(wanted)
      return (seen) => Array.isArray(seen) && seen.some((one) => Boolean(one) && test(one))
    },
  },
  $size: {
    sign: 'a list of size',
    operand: 'size',
    test: (wanted, { value }) => {
      const test = value(wanted)
      return (seen) => Array.isArray(seen) && test(seen.length)
    },
  },
  $regex: { sign: 'like', operand: 'pattern', test: matching(true, false) },
  $regexi: { sign: 'in any case like', operand: 'pattern', test: matching(true, true) },
  $notRegex: { sign: 'not like', operand: 'pattern', test: matching(false, false) },
  $notRegexi: { sign: 'in no case like', operand: 'pattern', test: matching(false, true) },
  $exists: {
    sign: 'exists',
    operand: 'flag',
    test: (wanted) => (seen) => (seen !== null && seen !== undefined) === Boolean(wanted),
  },
  $type: { sign: 'of type', operand: 'type', test: (wanted) => (seen) => typeOf(seen) === wanted },
  $veq: { sign: 'version =', operand: 'version', test: versions((seen, wanted) => seen === wanted) },
  $vne: { sign: 'version ≠', operand: 'version', test: versions((seen, wanted) => seen !== wanted) },
  $vgt: { sign: 'version >', operand: 'version', test: versions((seen, wanted) => seen > wanted) },
  $vgte: { sign: 'version ≥', operand: 'version', test: versions((seen, wanted) => seen >= wanted) },
  $vlt: { sign: 'version <', operand: 'version', test: versions((seen, wanted) => seen < wanted) },
  $vlte: { sign: 'version ≤', operand: 'version', test: versions((seen, wanted) => seen <= wanted) },
  $inGroup: { sign: 'in group', operand: 'group', test: inGroup(true) },
  $notInGroup: { sign: 'not in group', operand: 'group', test: inGroup(false) },
}
