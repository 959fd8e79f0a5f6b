import { type CompiledCondition, type Condition, compileCondition, type Subject } from './condition.ts'
import { lazily } from './lazily.ts'
import type { Segment } from './segment.ts'

/** A release's conditions: what they may name is known, and each is compiled once, when a subject first meets it. */
export type Conditions = {
  compile(condition: Condition): CompiledCondition
  segment(id: string): CompiledCondition | undefined
}

/**
 * Conditions that may ask for segments (`{ "$segment": "gold-regulars" }`), which are conditions under a name, and for groups
 * (`{ "customer.id": { "$inGroup": "seeds" } }`), which are lists of values. A segment that is asked for while it is compiled asks
 * for itself: it is not there, as publishing has said.
 */
export const compileConditions = (
  segments: readonly Segment[],
  groups: Readonly<Record<string, readonly unknown[]>> = {},
): Conditions => {
  const written = new Map(segments.map(({ id, condition }) => [id, condition]))
  const compiled = new Map<string, CompiledCondition | undefined>()
  const segment = (id: string): CompiledCondition | undefined => {
    const condition = written.get(id)
    if (condition === undefined || compiled.has(id)) return compiled.get(id)
    compiled.set(id, undefined)
    const made = compileCondition(condition, named)
    compiled.set(id, made)
    return made
  }
  const named = { segment, groups, shared: new Map<string, CompiledCondition>() }
  const conditions = new Map<string, CompiledCondition>()
  const compile = (condition: Condition): CompiledCondition => {
    const text = JSON.stringify(condition)
    const known = conditions.get(text) ?? whenAsked(lazily(() => compileCondition(condition, named)))
    conditions.set(text, known)
    return known
  }
  return { segment, compile }
}

const whenAsked = (condition: () => CompiledCondition): CompiledCondition => ({
  holds: (subject) => condition().holds(subject),
  whyNot: (subject) => condition().whyNot(subject),
  whyHeld: (subject) => condition().whyHeld(subject),
})

/** Which of some segments a subject is in. */
export const memberships = ({ segment }: Conditions, ids: readonly string[], subject: Subject): string[] =>
  ids.filter((id) => segment(id)?.holds(subject) === true)
