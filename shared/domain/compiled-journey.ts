import type { CompiledCondition, Condition } from './condition.ts'
import type { Journey, Next, Step, WaitTarget } from './journey.ts'
import { lazily } from './lazily.ts'

/** At most `limit` messages in `windowSeconds` among the sends that a ledger counts under `key`. */
export type CapRule = {
  key: string
  limit: number
  windowSeconds: number
  scope: 'journey' | 'customer'
  fallback: 'drop' | 'defer'
}

/** A step, and what it asks: a gate its condition, a wait the `where` of what it waits for. */
export type CompiledStep = { step: Step; condition: CompiledCondition | undefined }

/** A journey made ready for decisions. Its steps are put in order when they are first asked for. */
export type CompiledJourney = {
  readonly journey: Journey
  /** For whom its entrance is; undefined: for everybody. */
  readonly audience: CompiledCondition | undefined
  /** What an entrance by an event asks of it. */
  readonly where: CompiledCondition | undefined
  readonly goal: { target: WaitTarget; where: CompiledCondition | undefined } | undefined
  readonly first: Step
  readonly steps: Pick<ReadonlyMap<string, CompiledStep>, 'get' | 'has'>
  /**
   * The step behind a step: by default the one that its `next` names, and where it names none the one below it in the list.
   * Undefined: the journey is over. What is left out elsewhere is said by the caller: `nextOf(gate, gate.otherwise ?? 'exit')`.
   */
  nextOf(step: Step, next?: Next): Step | undefined
  /** The caps that hold for its marketing: its own, then those of all journeys. */
  readonly caps: readonly CapRule[]
}

type Compile = (condition: Condition) => CompiledCondition

/** Prepares a journey. `compile` is asked for its conditions. */
export const compileJourney = (journey: Journey, caps: readonly CapRule[], compile: Compile): CompiledJourney => {
  const { entrance, goal } = journey
  const asked = (condition: Condition | undefined) => condition && compile(condition)
  const order = lazily(() => new Map(journey.steps.map(({ id }, i) => [id, i])))
  const steps = lazily(() => new Map(journey.steps.map((step) => [step.id, { step, condition: asked(asks(step)) }])))
  return {
    journey,
    caps,
    first: journey.steps[0],
    audience: asked(entrance.audience),
    where: 'where' in entrance ? asked(entrance.where) : undefined,
    goal: goal && { target: goal, where: asked(whereOf(goal)) },
    // no getter: an object with one has a shape of its own, and a thousand shapes are slow to read
    steps: { get: (id) => steps().get(id), has: (id) => steps().has(id) },
    nextOf: (step, next = 'next' in step ? step.next : undefined) => {
      if (next === 'exit') return undefined
      const position = next === undefined ? (order().get(step.id) ?? Number.NaN) + 1 : order().get(next)
      return position === undefined ? undefined : journey.steps[position]
    },
  }
}

const asks = (step: Step): Condition | undefined => {
  if (step.kind === 'gate') return step.condition
  return step.kind === 'waitFor' ? whereOf(step.for) : undefined
}

const whereOf = (target: WaitTarget): Condition | undefined => ('where' in target ? target.where : undefined)
