import type { Journey, Next, Step } from './journey.ts'

/** A way from one step to another. `field` is where it is written; undefined where it is the order of the list that says so. */
export type Way = { to: number | 'exit' | { unknown: string }; field?: string }

/** The ways out of each step of a journey, by its place in the list. */
export type StepGraph = { steps: Journey['steps']; ways: readonly (readonly Way[])[] }

/** How the steps of a journey lead to each other. Of two steps with one id the first has it. */
export const stepGraph = ({ steps }: Pick<Journey, 'steps'>): StepGraph => {
  const places = new Map<string, number>()
  steps.forEach(({ id }, i) => {
    if (!places.has(id)) places.set(id, i)
  })
  const way = (field: string, next: Next | undefined, otherwise: Way): Way => {
    if (next === undefined) return otherwise
    return { to: next === 'exit' ? 'exit' : (places.get(next) ?? { unknown: next }), field }
  }
  const ways = steps.map((step, i): Way[] => {
    const behind: Way = { to: i + 1 < steps.length ? i + 1 : 'exit' }
    if (step.kind === 'exit') return []
    if (step.kind === 'experiment')
      return step.variants.map(({ next }, variant) => way(`variants[${variant}].next`, next, behind))
    const on = way('next', step.next, behind)
    if (step.kind === 'gate') return [on, way('otherwise', step.otherwise, { to: 'exit' })]
    if (step.kind === 'waitFor') return [on, way('onTimeout', step.onTimeout, { to: 'exit' })]
    return [on]
  })
  return { steps, ways }
}

/** Whether a run rests at a step, so that what follows is at another time. */
export const isWait = ({ kind }: Step): boolean => kind === 'delay' || kind === 'waitFor'

/** Where a run can come to from some steps, these among them; it does not go on from a step where `stops`. */
export const reachable = (
  { ways }: StepGraph,
  from: Iterable<number>,
  stops: (place: number) => boolean = () => false,
): Set<number> => {
  const reached = new Set(from)
  // a set gives what is added while it is walked
  for (const place of reached) {
    if (stops(place)) continue
    for (const { to } of ways[place] ?? []) if (typeof to === 'number') reached.add(to)
  }
  return reached
}

/** The names that a step may be led to by. */
export const nextNames = ({ steps }: StepGraph): string[] => [...new Set(steps.map(({ id }) => id)), 'exit']
