/**
 * Conditions as marketers write them: MongoDB-style JSON, compiled once to closures.
 *
 * A field is a dotted path into the subject (`customer.tier`). A plain value means equality, an object of operators
 * means all of them, and `$and`, `$or`, `$nor`, `$not` combine whole conditions.
 */
export type Condition = { readonly [fieldOrOperator: string]: unknown }

export type Subject = Readonly<Record<string, unknown>>

/** `whyNot` names the first check that failed and the value that it saw; it is only asked when `holds` said no. */
export type CompiledCondition = { holds(subject: Subject): boolean; whyNot(subject: Subject): string }

/** What is wrong with a condition, where, and how it would be right. */
export type ConditionFault = { path: readonly string[]; reason: string; example: string }

type Compare = (seen: unknown, wanted: unknown) => boolean

const comparable = (seen: unknown, wanted: unknown): boolean => typeof seen === typeof wanted
const among = (seen: unknown, wanted: unknown): boolean =>
  Array.isArray(wanted) && (Array.isArray(seen) ? seen.some((one) => wanted.includes(one)) : wanted.includes(seen))

const isValue = (wanted: unknown) => ['string', 'number', 'boolean'].includes(typeof wanted)

/** What operators compare with. Anything else would never hold, or always. */
const operand = {
  'a text, a number, true or false': { fits: isValue, example: '"gold"' },
  'a text or a number': { fits: (wanted: unknown) => isValue(wanted) && typeof wanted !== 'boolean', example: '5' },
  'a list of texts, numbers, true or false': {
    fits: (wanted: unknown) => Array.isArray(wanted) && wanted.length > 0 && wanted.every(isValue),
    example: '["gold", "silver"]',
  },
  'true or false': { fits: (wanted: unknown) => typeof wanted === 'boolean', example: 'true' },
}

const operators: Record<string, { sign: string; takes: keyof typeof operand; compare: Compare }> = {
  $eq: {
    sign: '=',
    takes: 'a text, a number, true or false',
    compare: (seen, wanted) => seen === wanted || (Array.isArray(seen) && seen.includes(wanted)),
  },
  $ne: {
    sign: '≠',
    takes: 'a text, a number, true or false',
    compare: (seen, wanted) => seen !== wanted && !(Array.isArray(seen) && seen.includes(wanted)),
  },
  $gt: {
    sign: '>',
    takes: 'a text or a number',
    compare: (seen, wanted) => comparable(seen, wanted) && (seen as number) > (wanted as number),
  },
  $gte: {
    sign: '≥',
    takes: 'a text or a number',
    compare: (seen, wanted) => comparable(seen, wanted) && (seen as number) >= (wanted as number),
  },
  $lt: {
    sign: '<',
    takes: 'a text or a number',
    compare: (seen, wanted) => comparable(seen, wanted) && (seen as number) < (wanted as number),
  },
  $lte: {
    sign: '≤',
    takes: 'a text or a number',
    compare: (seen, wanted) => comparable(seen, wanted) && (seen as number) <= (wanted as number),
  },
  $in: { sign: 'in', takes: 'a list of texts, numbers, true or false', compare: among },
  $nin: {
    sign: 'not in',
    takes: 'a list of texts, numbers, true or false',
    compare: (seen, wanted) => !among(seen, wanted),
  },
  $exists: {
    sign: 'exists',
    takes: 'true or false',
    compare: (seen, wanted) => (seen !== undefined && seen !== null) === wanted,
  },
}

const combinators = ['$and', '$or', '$nor'] as const
const knownWords = [...Object.keys(operators), ...combinators, '$not'].join(', ')

/** Compiles a condition that has no faults; see `conditionFaults`. */
export const compileCondition = (condition: Condition): CompiledCondition =>
  all(Object.entries(condition).map(([key, value]) => compileEntry(key, value)))

/** Lists what `compileCondition` could not take, each with its path. */
export const conditionFaults = (condition: unknown, path: readonly string[] = []): ConditionFault[] => {
  if (!isObject(condition)) {
    return [
      {
        path,
        reason: `a condition is an object, this is ${describe(condition)}`,
        example: '{ "customer.tier": "gold" }',
      },
    ]
  }
  return Object.entries(condition).flatMap(([key, value]) => entryFaults(key, value, [...path, key]))
}

const entryFaults = (key: string, value: unknown, path: readonly string[]): ConditionFault[] => {
  if (key === '$not') return conditionFaults(value, path)
  if ((combinators as readonly string[]).includes(key)) {
    if (!Array.isArray(value) || value.length === 0) {
      return [
        { path, reason: `${key} takes a list of conditions`, example: `{ "${key}": [{ "customer.tier": "gold" }] }` },
      ]
    }
    return value.flatMap((one, index) => conditionFaults(one, [...path, String(index)]))
  }
  if (key.startsWith('$')) {
    return [{ path, reason: `${key} is no operator that stands here`, example: `one of ${knownWords}` }]
  }
  return isObject(value) ? operatorsFaults(value, path) : operatorFaults('$eq', value, path)
}

const operatorsFaults = (wants: Record<string, unknown>, path: readonly string[]): ConditionFault[] =>
  Object.keys(wants).length === 0
    ? [{ path, reason: 'no operator stands here', example: '{ "$gt": 5 }' }]
    : Object.entries(wants).flatMap(([op, wanted]) => operatorFaults(op, wanted, [...path, op]))

const operatorFaults = (op: string, wanted: unknown, path: readonly string[]): ConditionFault[] => {
  const fault = (reason: string, example: string): ConditionFault[] => [{ path, reason, example }]
  if (op === '$not')
    return isObject(wanted) ? operatorsFaults(wanted, path) : fault('$not takes operators', '{ "$not": { "$gt": 5 } }')
  const takes = Object.hasOwn(operators, op) ? operators[op]?.takes : undefined
  if (takes === undefined) return fault(`${op} is not an operator`, `one of ${knownWords}`)
  return operand[takes].fits(wanted)
    ? []
    : fault(`${op} takes ${takes}, this is ${describe(wanted)}`, `{ "${op}": ${operand[takes].example} }`)
}

const compileEntry = (key: string, value: unknown): CompiledCondition => {
  if (key === '$not') return not(compileCondition(value as Condition))
  if (key === '$and') return all((value as Condition[]).map(compileCondition))
  if (key === '$or') return any((value as Condition[]).map(compileCondition))
  if (key === '$nor') return not(any((value as Condition[]).map(compileCondition)))
  return compileField(key.split('.'), isObject(value) ? value : { $eq: value })
}

const compileField = (path: readonly string[], wants: Record<string, unknown>): CompiledCondition =>
  all(
    Object.entries(wants).map(([op, wanted]) => {
      if (op === '$not') return not(compileField(path, wanted as Record<string, unknown>))
      const operator = operators[op]
      if (!operator)
        throw new Error(`condition: ${op} at ${path.join('.')} is not an operator; use one of ${knownWords}`)
      const { compare } = operator
      return {
        holds: (subject) => compare(read(subject, path), wanted),
        whyNot: (subject) =>
          `${path.join('.')}: ${describe(read(subject, path))}, wanted ${operator.sign} ${describe(wanted)}`,
      }
    }),
  )

const all = (conditions: readonly CompiledCondition[]): CompiledCondition => {
  const [only, ...others] = conditions
  if (only && others.length === 0) return only
  return {
    holds: (subject) => {
      for (const one of conditions) if (!one.holds(subject)) return false
      return true
    },
    whyNot: (subject) => conditions.find((one) => !one.holds(subject))?.whyNot(subject) ?? '',
  }
}

const any = (conditions: readonly CompiledCondition[]): CompiledCondition => ({
  holds: (subject) => conditions.some((one) => one.holds(subject)),
  whyNot: (subject) => conditions.map((one) => one.whyNot(subject)).join('; '),
})

const not = (condition: CompiledCondition): CompiledCondition => ({
  holds: (subject) => !condition.holds(subject),
  whyNot: () => 'holds, and should not',
})

const read = (subject: Subject, path: readonly string[]): unknown => {
  let value: unknown = subject
  for (const step of path) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined
    value = value[step]
  }
  return value
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const describe = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
