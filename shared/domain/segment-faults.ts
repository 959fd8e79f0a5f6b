import { conditionFaults } from './condition-faults.ts'
import { isObject } from './condition-values.ts'
import type { Segment } from './segment.ts'
import type { ReferenceFault } from './venue-faults.ts'

// what is known of somebody wherever she is, and whenever she is asked about
const roots = ['customer', 'history']

/** Everything that keeps segments from being what they say: faults of their conditions, and segments that ask for themselves. */
export const segmentFaults = (segments: readonly Segment[]): ReferenceFault[] => {
  const ids = segments.map(({ id }) => id)
  const asks = new Map(segments.map(({ id, condition }) => [id, segmentsIn(condition)]))
  return segments.flatMap(({ id, condition }) => {
    const path = `segments.${id}.condition`
    const circle = circleOf(id, asks)
    return [
      ...conditionFaults(condition, { segments: ids, roots }).map((fault) => ({
        ...fault,
        path: [path, ...fault.path].join('.'),
      })),
      ...(circle === undefined
        ? []
        : [{ path, reason: `segment "${id}" asks for itself: ${circle.join(' → ')}; take one of these out` }]),
    ]
  })
}

/** The segments that a condition asks for, wherever in it. */
export const segmentsIn = (condition: unknown): string[] => {
  const found = new Set<string>()
  const rest = [condition]
  while (rest.length > 0) {
    const one = rest.pop()
    if (Array.isArray(one)) for (const inner of one) rest.push(inner)
    else if (isObject(one)) {
      if (typeof one.$segment === 'string') found.add(one.$segment)
      rest.push(one.$and, one.$or, one.$nor, one.$not)
    }
  }
  return [...found].sort()
}

/** The shortest way from a segment back to itself. */
const circleOf = (id: string, asks: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const askedBy = new Map<string, string>()
  const queue = [id]
  for (const one of queue) {
    for (const asked of asks.get(one) ?? []) {
      if (asked === id) return wayTo(one, id, askedBy)
      if (askedBy.has(asked)) continue
      askedBy.set(asked, one)
      queue.push(asked)
    }
  }
  return undefined
}

const wayTo = (last: string, id: string, askedBy: ReadonlyMap<string, string>): string[] => {
  const way = [id]
  for (let one: string | undefined = last; one !== undefined && one !== id; one = askedBy.get(one)) way.unshift(one)
  return [id, ...way]
}
