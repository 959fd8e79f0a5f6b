import type { Conditions } from './compile-conditions.ts'
import type { CompiledJourney } from './compiled-journey.ts'
import type { CompiledCondition, Condition, Subject } from './condition.ts'
import { isObject, reader } from './condition-values.ts'

/** Journeys in their order, and which of them a subject may enter by what they ask of it. */
export type Sieve = {
  add(journey: CompiledJourney): void
  readonly all: readonly CompiledJourney[]
  admitted(subject: Subject): CompiledJourney[]
}

/** One thing that a journey certainly asks: a field's text, one of several, or a segment. */
type Key = { field: string; values: readonly string[] } | { segment: string }

/** Journeys that ask the same thing, by the answers that let somebody in. */
type Question = { ask(subject: Subject): unknown; byAnswer: Map<string, number[]>; places: number[] }

const fewest = 32 // below this, asking each of them is as fast

/**
 * Makes a list of journeys that is quick to ask: what many of them ask alike (`customer.tier` is gold, a segment) is asked
 * once, and only those whose answer it is are asked the rest. It is put together when it is first asked.
 */
export const sieveOf = (conditions: Pick<Conditions, 'segment'>): Sieve => {
  const all: CompiledJourney[] = []
  // beside each other, so that those that don't let her in are not looked at
  const wheres: (CompiledCondition | undefined)[] = []
  const audiences: (CompiledCondition | undefined)[] = []
  let sorted: { unasked: Uint8Array; questions: readonly Question[] } | undefined

  /** Marks those that may be, by their places. */
  const possible = (subject: Subject): Uint8Array => {
    sorted ??= sort(all, conditions)
    const marks = sorted.unasked.slice()
    for (const { ask, byAnswer, places } of sorted.questions) {
      const answer = ask(subject)
      // a list may be among others by any of its values
      const found = typeof answer === 'object' && answer !== null ? places : byAnswer.get(String(answer))
      if (found) for (const place of found) marks[place] = 1
    }
    return marks
  }

  const lets = (place: number, subject: Subject): boolean =>
    wheres[place]?.holds(subject) !== false && audiences[place]?.holds(subject) !== false

  return {
    all,
    add: (journey) => {
      all.push(journey)
      wheres.push(journey.where)
      audiences.push(journey.audience)
    },
    admitted: (subject) => {
      const marks = all.length < fewest ? undefined : possible(subject)
      const admitted: CompiledJourney[] = []
      for (let place = 0; place < all.length; place++) {
        if (marks?.[place] === 0 || !lets(place, subject)) continue
        const one = all[place]
        if (one) admitted.push(one)
      }
      return admitted
    },
  }
}

const sort = (journeys: readonly CompiledJourney[], { segment }: Pick<Conditions, 'segment'>) => {
  const unasked = new Uint8Array(journeys.length)
  const questions = new Map<string, Question>()
  for (const [place, { journey }] of journeys.entries()) {
    const { entrance } = journey
    const key = keyOf(entrance.audience ?? {}) ?? keyOf(('where' in entrance ? entrance.where : undefined) ?? {})
    if (key === undefined) {
      unasked[place] = 1
      continue
    }
    const name = 'field' in key ? key.field : `$segment ${key.segment}`
    const question: Question = questions.get(name) ?? {
      ask: 'field' in key ? reader(key.field) : (subject) => segment(key.segment)?.holds(subject) === true,
      byAnswer: new Map(),
      places: [],
    }
    questions.set(name, question)
    question.places.push(place)
    for (const answer of 'field' in key ? key.values : ['true']) {
      const list = question.byAnswer.get(answer)
      if (list) list.push(place)
      else question.byAnswer.set(answer, [place])
    }
  }
  return { unasked, questions: [...questions.values()] }
}

const keyOf = (condition: Condition): Key | undefined => {
  for (const [field, wanted] of Object.entries(condition)) {
    const values = field.startsWith('$') ? undefined : textsIn(wanted)
    if (values) return { field, values: [...new Set(values)] }
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
