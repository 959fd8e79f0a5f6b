import type { Conditions } from './compile-conditions.ts'
import type { CompiledJourney } from './compiled-journey.ts'
import type { Condition, Subject } from './condition.ts'
import { isObject, reader } from './condition-values.ts'

/**
 * Journeys in their order. `barred` are those that ask something of a customer that is not so, told by what many of them ask
 * alike: a few of the others may not let her in either.
 */
export type Sieve = {
  add(journey: CompiledJourney): void
  readonly all: readonly CompiledJourney[]
  barred(subject: () => Subject): readonly CompiledJourney[]
}

/** One thing that a journey certainly asks: a field's text, one of several, or a segment. */
type Key = { field: string; values: readonly string[] } | { segment: string }

/** Journeys that ask the same thing, and by each answer those whom it may let in. */
type Question = {
  ask(subject: Subject): unknown
  byAnswer: Map<string, Set<CompiledJourney>>
  journeys: CompiledJourney[]
}

const fewest = 32 // below this, asking each of them is as fast

const none: readonly CompiledJourney[] = []

/**
 * Makes a list of journeys that is quick to ask: what many of them ask alike (`customer.tier` is gold, a segment) is asked
 * once. It is put in order when it is first asked.
 */
export const sieveOf = (conditions: Pick<Conditions, 'segment'>): Sieve => {
  const all: CompiledJourney[] = []
  let questions: readonly Question[] | undefined
  return {
    all,
    add: (journey) => {
      all.push(journey)
    },
    barred: (subject) => {
      if (all.length < fewest) return none
      questions ??= questionsOf(all, conditions)
      const asked = subject()
      return questions.flatMap(({ ask, byAnswer, journeys }) => {
        const answer = ask(asked)
        // a list may be among others by any of its values
        if (typeof answer === 'object' && answer !== null) return []
        const open = byAnswer.get(String(answer))
        return open === undefined ? journeys : journeys.filter((one) => !open.has(one))
      })
    },
  }
}

const questionsOf = (all: readonly CompiledJourney[], { segment }: Pick<Conditions, 'segment'>): Question[] => {
  const questions = new Map<string, Question>()
  for (const compiled of all) {
    const key = keyOf(compiled.journey.entrance.audience ?? {})
    if (key === undefined) continue
    const name = 'field' in key ? key.field : `$segment ${key.segment}`
    const question: Question = questions.get(name) ?? {
      ask: 'field' in key ? reader(key.field) : (subject) => segment(key.segment)?.holds(subject) === true,
      byAnswer: new Map(),
      journeys: [],
    }
    questions.set(name, question)
    question.journeys.push(compiled)
    for (const answer of 'field' in key ? key.values : ['true']) {
      const open = question.byAnswer.get(answer) ?? new Set()
      question.byAnswer.set(answer, open.add(compiled))
    }
  }
  return [...questions.values()]
}

// what is known of her is the same for all journeys of an occasion; a place or a run is each one's own
const keyOf = (condition: Condition): Key | undefined => {
  for (const [field, wanted] of Object.entries(condition)) {
    const values = field.startsWith('customer.') ? textsIn(wanted) : undefined
    if (values) return { field, values }
  }
  return typeof condition.$segment === 'string' ? { segment: condition.$segment } : undefined
}

/** The texts that a field must have one of, where it must. */
const textsIn = (wanted: unknown): readonly string[] | undefined => {
  if (typeof wanted === 'string') return [wanted]
  if (!isObject(wanted)) return undefined
  const { $eq, $in } = wanted
  if (typeof $eq === 'string') return [$eq]
  return Array.isArray($in) && $in.every((one) => typeof one === 'string') ? $in : undefined
}
