import { parse } from '@marcbachmann/cel-js'
import { LogicEngine } from 'json-logic-engine'
import { Engine, type NestedCondition } from 'json-rules-engine'
import sift from 'sift'
import type { Condition, Subject } from '#shared/domain/condition.ts'
import { type Journey, momentOf } from '#shared/domain/journey.ts'

/** A rules library that was taught a list of journeys: how many of them let this subject in. */
export type Peer = { name: string; matches(subject: Subject): number | Promise<number> }

type Test = { field: string; op: string; wanted: unknown }

/** The tests of a condition's own fields. `$or` stands apart: the bench's journeys need no other word. */
const testsOf = (condition: Condition): Test[] =>
  Object.entries(condition).flatMap(([field, wants]) => {
    if (field === '$or') return []
    if (typeof wants !== 'object' || wants === null) return [{ field, op: '$eq', wanted: wants }]
    return Object.entries(wants).map(([op, wanted]) => ({ field, op, wanted }))
  })

const alternativesOf = (condition: Condition): readonly Condition[] => (condition.$or ?? []) as readonly Condition[]

/** A journey's entrance as one condition: others have no index by trigger and zone. */
const entranceOf = ({ entrance }: Journey): Condition => ({
  'moment.kind': momentOf(entrance)?.moment,
  'moment.venueId': entrance.venueId,
  'moment.zoneId': momentOf(entrance)?.zoneId,
  ...entrance.audience,
})

const logicOperators: Readonly<Record<string, string>> = {
  $eq: '===',
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
  $in: 'in',
}

const logicOf = (condition: Condition): object => {
  const own = testsOf(condition).map(({ field, op, wanted }) => ({
    [logicOperators[op] ?? op]: [{ var: field }, wanted],
  }))
  const alternatives = alternativesOf(condition).map(logicOf)
  return { and: alternatives.length === 0 ? own : [...own, { or: alternatives }] }
}

/** json-logic-engine with every journey compiled to a function of its own. */
const jsonLogic = (journeys: readonly Journey[]): Peer => {
  const engine = new LogicEngine()
  const rules = journeys.map((journey) => engine.build(logicOf(entranceOf(journey))) as (data: Subject) => unknown)
  return {
    name: 'json-logic-engine (compiled)',
    matches: (subject) => {
      let count = 0
      for (const rule of rules) if (rule(subject) === true) count++
      return count
    },
  }
}

const ruleOperators: Readonly<Record<string, string>> = {
  $eq: 'equal',
  $gt: 'greaterThan',
  $gte: 'greaterThanInclusive',
  $lt: 'lessThan',
  $lte: 'lessThanInclusive',
  $in: 'in',
}

const ruleOf = (condition: Condition): { all: NestedCondition[] } => {
  const own = testsOf(condition).map(({ field, op, wanted }) => ({
    fact: field,
    operator: ruleOperators[op] ?? op,
    value: wanted,
  }))
  const alternatives = alternativesOf(condition).map(ruleOf)
  return { all: alternatives.length === 0 ? own : [...own, { any: alternatives }] }
}

/** json-rules-engine with a rule a journey. Its facts are flat, so that no path has to be searched. */
const jsonRules = (journeys: readonly Journey[]): Peer => {
  const engine = new Engine([], { allowUndefinedFacts: true })
  for (const journey of journeys) {
    engine.addRule({ conditions: ruleOf(entranceOf(journey)), event: { type: journey.id } })
  }
  return {
    name: 'json-rules-engine',
    matches: async (subject) => {
      const facts = Object.entries(subject).flatMap(([part, fields]) =>
        Object.entries(fields ?? {}).map(([field, value]) => [`${part}.${field}`, value]),
      )
      return (await engine.run(Object.fromEntries(facts))).events.length
    },
  }
}

const siftOf = ({ $or, ...own }: Condition): object =>
  $or === undefined ? own : { $and: [own, { $or: alternativesOf({ $or }).map(siftOf) }] }

/** sift with a filter a journey: it has the same words as our conditions. */
const sifting = (journeys: readonly Journey[]): Peer => {
  const filters = journeys.map((journey) => sift.default<Subject>(siftOf(entranceOf(journey))))
  return {
    name: 'sift',
    matches: (subject) => {
      let count = 0
      for (const filter of filters) if (filter(subject)) count++
      return count
    },
  }
}

const celOperators: Readonly<Record<string, string>> = {
  $eq: '==',
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
  $in: 'in',
}

// a whole number is an int there, and what JSON has a double
const celValue = (wanted: unknown): string => (typeof wanted === 'number' ? wanted.toFixed(1) : JSON.stringify(wanted))

const celOf = (condition: Condition): string => {
  const own = testsOf(condition).map(
    ({ field, op, wanted }) => `${field} ${celOperators[op] ?? op} ${celValue(wanted)}`,
  )
  const alternatives = alternativesOf(condition).map(celOf).join(' || ')
  return [...own, ...(alternatives === '' ? [] : [`(${alternatives})`])].join(' && ')
}

/** CEL with an expression a journey, parsed once. */
const cel = (journeys: readonly Journey[]): Peer => {
  const expressions = journeys.map((journey) => parse(celOf(entranceOf(journey))))
  return {
    name: '@marcbachmann/cel-js',
    matches: (subject) => {
      let count = 0
      for (const expression of expressions) if (expression(subject) === true) count++
      return count
    },
  }
}

/** The libraries that rules are measured beside. */
export const peers: readonly ((journeys: readonly Journey[]) => Peer)[] = [jsonLogic, jsonRules, sifting, cel]
