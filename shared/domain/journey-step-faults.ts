import type { MessageStep, Step } from './journey.ts'
import { isWait, nextNames, reachable, type StepGraph } from './step-graph.ts'
import { missing, type ReferenceFault } from './venue-faults.ts'

/** Everything in the order of a journey's steps that leads nowhere, in a circle, or to two messages at once. */
export const stepFaults = (graph: StepGraph): ReferenceFault[] => {
  const broken = [...idFaults(graph), ...waysToNowhere(graph)]
  // where a way is not known, what it would reach is not either
  return broken.length > 0 ? broken : [...neverReached(graph), ...loops(graph), ...messagesAtOnce(graph)]
}

const idFaults = ({ steps }: StepGraph): ReferenceFault[] => {
  const firsts = new Map<string, number>()
  return steps.flatMap(({ id }, i) => {
    const path = `steps[${i}].id`
    if (id === 'exit')
      return [{ path, reason: '"exit" is how a journey ends; give the step another name', example: `exit-${i}` }]
    const first = firsts.get(id)
    if (first === undefined) firsts.set(id, i)
    return first === undefined
      ? []
      : [{ path, reason: `"${id}" is taken by steps[${first}]; give each its own`, example: `${id}-${i}` }]
  })
}

const waysToNowhere = (graph: StepGraph): ReferenceFault[] =>
  graph.ways.flatMap((ways, i) =>
    ways.flatMap(({ to, field }) =>
      typeof to === 'object' ? [missing(`steps[${i}].${field}`, 'step', to.unknown, nextNames(graph))] : [],
    ),
  )

const neverReached = (graph: StepGraph): ReferenceFault[] => {
  const reached = reachable(graph, [0])
  return graph.steps.flatMap(({ id }, i) =>
    reached.has(i)
      ? []
      : [
          {
            path: `steps[${i}]`,
            reason: `step "${id}" is never reached; let a step lead to it, or remove it`,
            example: { next: id },
          },
        ],
  )
}

/** Every way that closes a circle in which no run ever rests. */
const loops = (graph: StepGraph): ReferenceFault[] => {
  const { steps, ways } = graph
  const state = new Map<number, 'open' | 'done'>()
  const faults: ReferenceFault[] = []
  const visit = (place: number, path: readonly number[]) => {
    const step = steps[place]
    if (step === undefined || isWait(step)) return
    state.set(place, 'open')
    const here = [...path, place]
    for (const { to, field } of ways[place] ?? []) {
      if (typeof to !== 'number') continue
      if (state.get(to) === 'open') faults.push(loopFault(steps, here.slice(here.indexOf(to)), field))
      else if (!state.has(to)) visit(to, here)
    }
    state.set(place, 'done')
  }
  for (const place of steps.keys()) if (!state.has(place)) visit(place, [])
  return faults
}

const loopFault = (steps: readonly Step[], circle: readonly number[], field: string | undefined): ReferenceFault => {
  const names = [...circle, ...circle.slice(0, 1)].map((place) => steps[place]?.id)
  return {
    path: `steps[${circle.at(-1)}]${field === undefined ? '' : `.${field}`}`,
    reason: `the steps ${names.join(' → ')} go round without a wait; put a delay or a waitFor between them`,
    example: { id: 'pause', kind: 'delay', seconds: 86_400, next: names[0] },
  }
}

/** Marketing messages that a run would come to in one go with another: she would get both at once. */
const messagesAtOnce = (graph: StepGraph): ReferenceFault[] => {
  const { steps, ways } = graph
  const before = new Map<number, MessageStep>()
  const waiting = steps.flatMap((step, place) => (isMarketing(step) ? [{ place, from: step }] : []))
  for (const { place, from } of waiting) {
    for (const { to } of ways[place] ?? []) {
      const next = typeof to === 'number' ? steps[to] : undefined
      if (typeof to !== 'number' || next === undefined || isWait(next) || before.has(to)) continue
      before.set(to, from)
      if (!isMarketing(next)) waiting.push({ place: to, from })
    }
  }
  return steps.flatMap((step, i) => {
    const first = isMarketing(step) ? before.get(i) : undefined
    if (first === undefined) return []
    const reason = `"${step.id}" would be sent at once with "${first.id}"; put a delay or a waitFor between them, or make them one`
    return [{ path: `steps[${i}]`, reason, example: { id: 'pause', kind: 'delay', seconds: 3600 } }]
  })
}

const isMarketing = (step: Step): step is MessageStep => step.kind === 'message' && step.class === 'marketing'
