import { fieldFault, subjectRoots } from './condition-fields.ts'
import {
  conditionLimits,
  type Fault,
  fault,
  inside,
  type Nameable,
  namedFault,
  type Place,
  within,
} from './condition-limits.ts'
import { type Operand, operands, types } from './condition-operands.ts'
import { operators } from './condition-operators.ts'
import { describe, isObject, isOperators } from './condition-values.ts'
import { nearestName } from './nearest-name.ts'
import { patternFault } from './pattern.ts'

const combinators = ['$and', '$or', '$nor']
const wholeWords = [...combinators, '$not', '$segment']
const fieldWords = [...Object.keys(operators), '$not']
const aCondition = '{ "customer.tier": "gold" }'

/**
 * Lists what keeps a condition from being published, each with its path. GrowthBook takes much of it, and then it never holds,
 * or always: an operator that nobody knows, an empty list, a pattern that is none.
 */
export const conditionFaults = (
  condition: unknown,
  { segments, groups = ['seeds'], roots = subjectRoots }: Partial<Nameable> = {},
): Fault[] => wholeFaults(condition, { path: [], depth: 0, roots, known: { segments, groups }, asked: { count: 0 } })

const wholeFaults = (condition: unknown, at: Place): Fault[] =>
  isObject(condition)
    ? Object.keys(condition).flatMap((key) => within(inside(at, key), (here) => entryFaults(key, condition[key], here)))
    : fault(at, `a condition is an object, this is ${describe(condition)}`, aCondition)

const entryFaults = (key: string, value: unknown, at: Place): Fault[] => {
  if (key === '$not') return wholeFaults(value, at)
  if (key === '$segment') return segmentFaults(value, at)
  if (combinators.includes(key)) {
    return Array.isArray(value) && value.length > 0
      ? value.flatMap((one, i) => within(inside(at, String(i)), (here) => wholeFaults(one, here)))
      : fault(at, `${key} takes a list of conditions`, `{ "${key}": [${aCondition}] }`)
  }
  if (Object.hasOwn(operators, key)) {
    const { example } = operands[operators[key]?.operand ?? 'value']
    return fault(at, `${key} stands inside a field`, `{ "customer.visits": { "${key}": ${example} } }`)
  }
  if (key.startsWith('$')) return wordFault(key, 'is no operator that stands here', wholeWords, at)
  const wrong = fieldFault(key, at.roots)
  const canBeObject = at.roots === undefined || /^(event|feeds)\./.test(key)
  return [...(wrong ? fault(at, wrong.reason, wrong.example) : []), ...wantedFaults(value, at, canBeObject)]
}

/** What a field is asked: operators, or a value that it equals. */
const wantedFaults = (wanted: unknown, at: Place, canBeObject: boolean): Fault[] => {
  if (Array.isArray(wanted)) return sizeFaults(wanted, at)
  if (!isObject(wanted)) return operandFaults('$eq', 'value', wanted, at)
  const keys = Object.keys(wanted)
  const isValue =
    canBeObject && keys.length > 0 && !keys.some((key) => key.startsWith('$') || fieldWords.includes(`$${key}`))
  return isValue ? [] : operatorsFaults(wanted, at)
}

const operatorsFaults = (wants: Readonly<Record<string, unknown>>, at: Place): Fault[] => {
  const entries = Object.entries(wants)
  if (entries.length === 0) return fault(at, 'no operator stands here', '{ "$gt": 5 }')
  return entries.flatMap(([op, wanted]) =>
    within(inside(at, op), (here) => {
      if (op === '$not') return operandFaults(op, 'operators', wanted, here)
      const operand = Object.hasOwn(operators, op) ? operators[op]?.operand : undefined
      if (operand !== undefined) return operandFaults(op, operand, wanted, here)
      if (wholeWords.includes(op)) return fault(here, `${op} stands beside fields`, `{ "${op}": [${aCondition}] }`)
      return wordFault(op, 'is not an operator', fieldWords, here)
    }),
  )
}

const operandFaults = (op: string, operand: Operand, wanted: unknown, at: Place): Fault[] => {
  const { takes, example, fits } = operands[operand]
  if (!fits(wanted)) {
    const meant = operand === 'type' && typeof wanted === 'string' ? nearestName(wanted, types) : undefined
    const right = meant === undefined ? example : JSON.stringify(meant)
    return fault(at, `${op} takes ${takes}, this is ${describe(wanted)}`, `{ "${op}": ${right} }`)
  }
  switch (operand) {
    case 'pattern': {
      const wrong = patternFault(String(wanted))
      return wrong ? fault(at, wrong.reason, wrong.mend) : []
    }
    case 'group':
      return namedFault('group', String(wanted), at.known.groups, (name) => `{ "${op}": "${name}" }`, at)
    case 'tests':
      return listOf(wanted).flatMap((one, i) => within(inside(at, String(i)), (here) => wantedFaults(one, here, true)))
    case 'element':
      return isOperators(wanted) ? operatorsFaults(wanted, at) : wholeFaults(wanted, { ...at, roots: undefined })
    default:
      return isObject(wanted) ? operatorsFaults(wanted, at) : sizeFaults(wanted, at)
  }
}

const listOf = (wanted: unknown): readonly unknown[] => (Array.isArray(wanted) ? wanted : [])

const segmentFaults = (value: unknown, at: Place): Fault[] => {
  if (typeof value !== 'string') {
    return fault(at, `$segment takes a segment's id, this is ${describe(value)}`, '{ "$segment": "regulars" }')
  }
  const { segments } = at.known
  return segments === undefined ? [] : namedFault('segment', value, segments, (name) => `{ "$segment": "${name}" }`, at)
}

const wordFault = (word: string, reason: string, words: readonly string[], at: Place): Fault[] => {
  const meant = nearestName(word.startsWith('$') ? word : `$${word}`, words)
  return meant === undefined
    ? fault(at, `${word.slice(0, 80)} ${reason}`, `one of ${words.join(', ')}`)
    : fault(at, `${word} ${reason}, ${meant} is near`, meant)
}

const sizeFaults = (wanted: unknown, at: Place): Fault[] => {
  const { items, characters } = conditionLimits
  const longest = [wanted]
    .flat()
    .reduce<number>((most, one) => Math.max(most, typeof one === 'string' ? one.length : 0), 0)
  if (listOf(wanted).length > items) {
    const reason = `a list has at most ${items} items, this one has ${listOf(wanted).length}`
    return fault(at, reason, '{ "customer.branch": "airports" }')
  }
  return longest <= characters
    ? []
    : fault(at, `a text has at most ${characters} characters, this one has ${longest}`, '"gold"')
}
