import { conditionLimits } from './condition-limits.ts'
import { operators, type Test, type Within } from './condition-operators.ts'
import { describe, isObject, isOperators, plain, reader } from './condition-values.ts'

export { conditionFaults } from './condition-faults.ts'

/**
 * Conditions as marketers write them: MongoDB-style JSON with GrowthBook's semantics, compiled once to closures.
 *
 * A field is a dotted path into the subject (`customer.tier`). A plain value means equality, an object of operators
 * means all of them, and `$and`, `$or`, `$nor`, `$not` combine whole conditions. `$segment` asks for a named condition.
 */
export type Condition = { readonly [fieldOrOperator: string]: unknown }

export type Subject = Readonly<Record<string, unknown>>

/**
 * `whyNot` names the first check that failed and the value that it saw; it is only asked when `holds` said no. `whyHeld` says
 * what held, and is only asked when `holds` said yes.
 */
export type CompiledCondition = {
  holds(subject: unknown): boolean
  whyNot(subject: unknown): string
  whyHeld(subject: unknown): string
}

/**
 * What a condition may name. What is not there is never held, as GrowthBook has it; publishing refuses it. `shared` are fields
 * and what they are asked, compiled: journeys that ask the same share it, and a processor's cache holds more of them.
 */
export type Named = {
  segment(id: string): CompiledCondition | undefined
  groups: Readonly<Record<string, readonly unknown[]>>
  shared: Map<string, CompiledCondition>
}

/**
 * Compiles a condition, to GrowthBook's answers also where `conditionFaults` finds something wrong with it.
 * Throws where it is nested so deeply that its evaluation would not end well.
 */
export const compileCondition = (condition: Condition, named: Named = nothingNamed()): CompiledCondition => {
  const within: Within = {
    value: (wanted) => valueTest(wanted, within),
    ignoringCase: (wanted) => (typeof wanted === 'string' ? equalsInAnyCase(wanted) : valueTest(wanted, within)),
    condition: (wanted) => (isOperators(wanted) ? valueTest(wanted, within) : whole(wanted, 0).holds),
    group: (name) => (typeof name === 'string' && Object.hasOwn(named.groups, name) ? (named.groups[name] ?? []) : []),
  }

  const whole = (value: unknown, depth: number): CompiledCondition => {
    if (depth > conditionLimits.depth)
      throw new Error(`condition: more than ${conditionLimits.depth} deep; publish it anew`)
    return all(Object.entries(isObject(value) ? value : {}).map(([key, one]) => entry(key, one, depth + 1)))
  }

  const entry = (key: string, value: unknown, depth: number): CompiledCondition => {
    const each = () => (Array.isArray(value) ? value.map((one) => whole(one, depth)) : [])
    if (key === '$and') return all(each())
    if (key === '$or') return any(each())
    if (key === '$nor') return not(any(each()))
    if (key === '$not') return not(whole(value, depth))
    if (key === '$segment') return segmentTest(String(value), named.segment(String(value)))
    return field(key, value)
  }

  const field = (name: string, value: unknown): CompiledCondition => {
    const text = JSON.stringify([name, value])
    const compiled = named.shared.get(text) ?? compileField(name, value)
    named.shared.set(text, compiled)
    return compiled
  }

  const compileField = (name: string, value: unknown): CompiledCondition => {
    const read = reader(name)
    if (!isOperators(value)) return leaf(name, read, '=', value, valueTest(value, within))
    return all(
      Object.entries(value).map(([op, wanted]) => {
        if (op === '$not') return not(field(name, wanted))
        const operator = Object.hasOwn(operators, op) ? operators[op] : undefined
        return leaf(name, read, operator?.sign ?? op, wanted, operator?.test(wanted, within) ?? never)
      }),
    )
  }

  return whole(condition, 0)
}

const nothingNamed = (): Named => ({ segment: () => undefined, groups: {}, shared: new Map() })

const never: Test = () => false

const equalsInAnyCase = (wanted: string): Test => {
  const lower = wanted.toLowerCase()
  return (seen) => String(plain(seen)).toLowerCase() === lower
}

/** Whether a value is what is wanted: texts, numbers, true and false as JavaScript takes one for the other, the rest as JSON. */
const valueTest = (wanted: unknown, within: Within): Test => {
  if (typeof wanted === 'string') return (seen) => seen === wanted || `${plain(seen)}` === wanted
  if (typeof wanted === 'number') return (seen) => seen === wanted || Number(plain(seen)) === wanted
  if (typeof wanted === 'boolean') return (seen) => seen !== null && Boolean(seen) === wanted
  if (wanted === null) return (seen) => seen === null
  if (!isOperators(wanted)) {
    const json = JSON.stringify(wanted)
    return (seen) => JSON.stringify(seen) === json
  }
  const tests = Object.entries(wanted).map(([op, one]): Test => {
    if (op === '$not') {
      const test = valueTest(one, within)
      return (seen) => !test(seen)
    }
    return (Object.hasOwn(operators, op) ? operators[op]?.test(one, within) : undefined) ?? never
  })
  return (seen) => tests.every((test) => test(seen))
}

const leaf = (
  name: string,
  read: (subject: unknown) => unknown,
  sign: string,
  wanted: unknown,
  test: Test,
): CompiledCondition => {
  const asked = `${sign} ${describe(wanted)}`
  const saw = (subject: unknown, negation: string) =>
    `${name}: ${describe(read(subject) ?? undefined)}, wanted ${negation}${asked}`
  return {
    holds: (subject) => test(read(subject)),
    whyNot: (subject) => saw(subject, ''),
    whyHeld: (subject) => saw(subject, 'not '),
  }
}

const segmentTest = (id: string, segment: CompiledCondition | undefined): CompiledCondition => {
  const told = `segment ${id}`
  if (segment === undefined) return { holds: never, whyNot: () => `${told}: nothing, wanted one`, whyHeld: () => told }
  return {
    holds: segment.holds,
    whyNot: (subject) => `${told}: ${segment.whyNot(subject)}`,
    whyHeld: (subject) => `${told}: ${segment.whyHeld(subject)}`,
  }
}

const all = (conditions: readonly CompiledCondition[]): CompiledCondition => {
  const [only, ...others] = conditions
  if (only && others.length === 0) return only
  return {
    holds: (subject) => {
      for (const one of conditions) if (!one.holds(subject)) return false
      return true
    },
    whyNot: (subject) => conditions.find((one) => !one.holds(subject))?.whyNot(subject) ?? '',
    whyHeld: (subject) => conditions.map((one) => one.whyHeld(subject)).join('; ') || 'there is nothing to fail',
  }
}

/** One of several holds, or there are none. */
const any = (conditions: readonly CompiledCondition[]): CompiledCondition => ({
  holds: (subject) => conditions.length === 0 || conditions.some((one) => one.holds(subject)),
  whyNot: (subject) => conditions.map((one) => one.whyNot(subject)).join('; '),
  whyHeld: (subject) => conditions.find((one) => one.holds(subject))?.whyHeld(subject) ?? 'there is nothing to fail',
})

const not = (condition: CompiledCondition): CompiledCondition => ({
  holds: (subject) => !condition.holds(subject),
  whyNot: condition.whyHeld,
  whyHeld: condition.whyNot,
})
