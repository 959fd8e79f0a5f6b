import { nearestName } from './nearest-name.ts'

/** What is wrong with a condition, where, and how it would be right. */
export type Fault = { path: readonly string[]; reason: string; example: string }

/** What a condition may name: segments (undefined: any), groups, and what its fields begin with. */
export type Nameable = {
  segments: readonly string[] | undefined
  groups: readonly string[]
  roots: readonly string[]
}

/** Where in a condition something stands. `roots` are undefined in an element of a list, whose fields nobody knows. */
export type Place = {
  path: readonly string[]
  depth: number
  roots: readonly string[] | undefined
  known: Omit<Nameable, 'roots'>
  asked: { count: number }
}

/** However large what somebody sends, checking it ends soon, and deciding by it ends at once. */
export const conditionLimits = {
  depth: 20, // of conditions and operators inside each other
  tests: 500, // fields and operators of a condition, all together
  items: 1000, // of a list
  characters: 1000, // of a text
}

export const fault = ({ path }: Pick<Place, 'path'>, reason: string, example: string): Fault[] => [
  { path, reason, example },
]

export const inside = (at: Place, step: string): Place => ({ ...at, path: [...at.path, step], depth: at.depth + 1 })

/** Looks into a place, unless it lies too deep, or too much has been looked at: that is said once. */
export const within = (at: Place, faults: (at: Place) => Fault[]): Fault[] => {
  const { depth, tests } = conditionLimits
  if (at.depth > depth) {
    return fault(at, `conditions lie at most ${depth} deep inside each other`, '{ "$segment": "regulars" }')
  }
  at.asked.count++
  if (at.asked.count > tests + 1) return []
  if (at.asked.count > tests) {
    return fault(at, `a condition asks at most ${tests} things`, '{ "customer.tier": { "$in": ["gold", "silver"] } }')
  }
  return faults(at)
}

/** Says that a name leads nowhere, and which one is near. */
export const namedFault = (
  what: string,
  name: string,
  known: readonly string[],
  example: (name: string) => string,
  at: Place,
): Fault[] => {
  if (known.includes(name)) return []
  const meant = nearestName(name, known)
  const there = known.length === 0 ? 'and none at all' : `there is ${known.slice(0, 10).join(', ')}`
  const reason = `there is no ${what} "${name.slice(0, 80)}", ${meant === undefined ? there : `${meant} is near`}`
  return fault(at, reason, example(meant ?? known[0] ?? 'regulars'))
}
