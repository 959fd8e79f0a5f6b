import { type Condition, conditionFaults } from './condition.ts'
import type { FrequencyCap, Journey, Trigger, WaitTarget } from './journey.ts'
import { capFaults } from './journey-cap-faults.ts'
import { type Known, referenceFaults } from './journey-references.ts'
import { stepFaults } from './journey-step-faults.ts'
import { weightsFault } from './journey-weights.ts'
import { quietFaultsAt } from './quiet-faults.ts'
import { reachable, type StepGraph, stepGraph } from './step-graph.ts'
import { missing, type ReferenceFault } from './venue-faults.ts'

/** Everything that keeps a journey from being published, each with its place in the journey. `common`: the settings' caps. */
export const journeyFaults = (journey: Journey, known: Known, common: readonly FrequencyCap[]): ReferenceFault[] => {
  const graph = stepGraph(journey)
  const segments = [...known.segments]
  return [
    ...referenceFaults(journey, known),
    ...stepFaults(graph),
    ...receiptFaults(journey, graph),
    ...zoneFaults(journey),
    ...goalFaults(journey),
    ...experimentFaults(journey),
    ...capFaults(journey.frequencyCaps, common),
    ...(journey.quietHours ? quietFaultsAt(journey.quietHours, 'quietHours') : []),
    ...conditionsOf(journey).flatMap(({ path, condition }) =>
      conditionFaults(condition, { segments }).map((fault) => ({ ...fault, path: [path, ...fault.path].join('.') })),
    ),
  ]
}

/** Whoever waits for what became of a message, has sent it before. */
const receiptFaults = ({ steps, goal }: Journey, graph: StepGraph): ReferenceFault[] => {
  const places = new Map(steps.map(({ id }, i) => [id, i]))
  const messages = steps.flatMap(({ id, kind }, i) => (kind === 'message' ? [{ id, place: i }] : []))
  const names = messages.map(({ id }) => id)
  const reachedFrom = new Map<string | undefined, Set<number>>()
  const reached = (stepId: string | undefined): Set<number> => {
    const from = messages.flatMap(({ id, place }) => (stepId === undefined || id === stepId ? [place] : []))
    const found = reachedFrom.get(stepId) ?? reachable(graph, from)
    reachedFrom.set(stepId, found)
    return found
  }
  const faultsOf = (target: WaitTarget, path: string, place: number | undefined): ReferenceFault[] => {
    if (!('receipt' in target)) return []
    const { stepId, receipt } = target
    if (stepId !== undefined && !names.includes(stepId)) {
      const at = places.get(stepId)
      if (at === undefined) return [missing(`${path}.stepId`, 'step', stepId, names)]
      const reason = `step "${stepId}" is a ${steps[at]?.kind}, and only a message is ${receipt}`
      return [{ path: `${path}.stepId`, reason, ...(names[0] === undefined ? {} : { example: names[0] }) }]
    }
    if (messages.length === 0)
      return [
        { path, reason: `nothing can be ${receipt}: the journey sends no message`, example: { event: 'purchase' } },
      ]
    if (place === undefined || reached(stepId).has(place)) return []
    const what = stepId === undefined ? 'any message' : `"${stepId}"`
    return [
      {
        path,
        reason: `waits before ${what} can have been sent; put it behind the message`,
        example: { next: steps[place]?.id },
      },
    ]
  }
  return [
    ...steps.flatMap((step, i) => (step.kind === 'waitFor' ? faultsOf(step.for, `steps[${i}].for`, i) : [])),
    ...(goal ? faultsOf(goal, 'goal', undefined) : []),
  ]
}

/** Leaving a zone takes an entrance that has one. */
const zoneFaults = ({ entrance, steps, leaveOn }: Journey): ReferenceFault[] => {
  if ('moment' in entrance && entrance.moment.startsWith('zone.')) return []
  const fault = (path: string) => ({
    path,
    reason: 'is "zone", and she enters without one; take "venue", or let her enter by the moment of a zone',
    example: 'venue',
  })
  return [
    ...(leaveOn === 'zone' ? [fault('leaveOn')] : []),
    ...steps.flatMap((step, i) =>
      step.kind === 'message' && step.withdrawOn === 'zone' ? [fault(`steps[${i}].withdrawOn`)] : [],
    ),
  ]
}

const goalFaults = ({ entrance, goal }: Journey): ReferenceFault[] =>
  goal !== undefined && fingerprint(goal) === fingerprint(entrance)
    ? [
        {
          path: 'goal',
          reason: 'is the entrance itself: whoever enters is there already; name what she should do afterwards',
          example: { event: 'purchase' },
        },
      ]
    : []

/** What is waited for, in one text. */
const fingerprint = (target: Trigger | WaitTarget): string => {
  if ('moment' in target) return JSON.stringify([target.moment, target.zoneId, target.dwellSeconds])
  if ('event' in target) return JSON.stringify([target.event, target.where])
  return 'receipt' in target ? 'receipt' : 'other'
}

const experimentFaults = ({ steps }: Journey): ReferenceFault[] =>
  steps.flatMap((step, i) => {
    if (step.kind !== 'experiment') return []
    const path = `steps[${i}].variants`
    const fault = weightsFault(step.variants)
    const ids = step.variants.map(({ id }) => id)
    return [
      ...(fault ? [{ path, ...fault }] : []),
      ...ids.flatMap((id, j) =>
        ids.indexOf(id) === j
          ? []
          : [
              {
                path: `${path}[${j}].id`,
                reason: `"${id}" is taken by variants[${ids.indexOf(id)}]; give each its own`,
                example: `${id}-${j}`,
              },
            ],
      ),
    ]
  })

/** Every condition of a journey, with its place. */
const conditionsOf = ({ entrance, steps, goal }: Journey): { path: string; condition: Condition }[] => {
  const at = (path: string, condition: Condition | undefined) => (condition === undefined ? [] : [{ path, condition }])
  const where = (target: Trigger | WaitTarget) => ('where' in target ? target.where : undefined)
  return [
    ...at('entrance.audience', entrance.audience),
    ...at('entrance.where', where(entrance)),
    ...steps.flatMap((step, i) => {
      if (step.kind === 'gate') return at(`steps[${i}].condition`, step.condition)
      return step.kind === 'waitFor' ? at(`steps[${i}].for.where`, where(step.for)) : []
    }),
    ...(goal ? at('goal.where', where(goal)) : []),
  ]
}
