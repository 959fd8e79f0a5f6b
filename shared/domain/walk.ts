import { dayOf } from './anonymous-counts.ts'
import type { TraitValue } from './customer.ts'
import { drawVariant, unitOf } from './experiment.ts'
import { derivedId } from './identifier.ts'
import {
  type ExperimentStep,
  journeyLimits,
  type MessageStep,
  type Next,
  type Step,
  type TaskStep,
  type UpdateStep,
} from './journey.ts'
import { askedBy, type Scene, type Walker } from './scene.ts'
import type { Leaving } from './situation.ts'

/** Where somebody comes to who walks on: a message that is to be judged, a wait, or the end. */
export type Halt = { message: MessageStep } | { waits: number } | { left: Leaving }

/** Walks on from a step, as far as it goes without waiting. Times pass in event time: what is overdue by now has passed. */
export const walkFrom = (scene: Scene, walker: Walker, from: Step | undefined): Halt => {
  let step = from
  for (let taken = 0; step !== undefined; taken++) {
    if (taken === journeyLimits.stepsAtOnce) return { left: 'loop' }
    const done = take(scene, walker, step)
    if ('halt' in done) return done.halt
    step = done.step
  }
  return { left: 'done' }
}

/** Walks on behind a step. */
export const walkOn = (scene: Scene, walker: Walker, behind: Step, next?: Next): Halt =>
  walkFrom(scene, walker, walker.compiled.nextOf(behind, next))

type Taken = { halt: Halt } | { step: Step | undefined }

const take = (scene: Scene, walker: Walker, step: Step): Taken => {
  const { compiled, trace } = walker
  const goOn = (next?: Next): Taken => ({ step: compiled.nextOf(step, next) })
  switch (step.kind) {
    case 'message':
      return { halt: { message: step } }
    case 'exit':
      return { halt: { left: 'exit' } }
    case 'delay':
      return waitOut(scene, walker, step, step.seconds) ?? goOn()
    case 'waitFor':
      return waitOut(scene, walker, step, step.timeoutSeconds) ?? goOn(step.onTimeout ?? 'exit')
    case 'gate': {
      const condition = compiled.steps.get(step.id)?.condition
      const subject = askedBy(scene, walker)
      const holds = condition?.holds(subject) !== false
      trace.fails(`gate ${step.id}`, holds, holds ? 'holds' : (condition?.whyNot(subject) ?? ''))
      return holds ? goOn() : goOn(step.otherwise ?? 'exit')
    }
    case 'experiment':
      return goOn(draw(scene, walker, step))
    case 'update':
      update(scene, walker, step)
      return goOn()
    case 'task':
      raise(scene, walker, step)
      return goOn()
  }
}

/** Stands still until a wait is over; undefined where it is over by now. */
const waitOut = ({ now }: Scene, walker: Walker, { id }: Step, seconds: number): Taken | undefined => {
  const until = walker.at + seconds * 1000
  if (until <= now) {
    walker.at = until
    walker.trace.fails(`step ${id}`, true, `over since ${new Date(until).toISOString()}`)
    return undefined
  }
  walker.run = { ...walker.run, stepId: id, since: walker.at, until }
  return { halt: { waits: until } }
}

/** Draws a variant, or keeps what was drawn before for the same unit, and notes that she was exposed to it. */
const draw = (scene: Scene, walker: Walker, step: ExperimentStep): Next | undefined => {
  const { run, trace, exposures } = walker
  const experiment = `${run.journeyId}/${step.id}`
  const unit = unitOf(step.unit, { ledgerId: scene.ledgerId, ...run.place, localDate: localDateOf(scene, walker) })
  const before = scene.runs.variants[experiment]
  const kept = before?.unit === unit ? step.variants.find(({ id }) => id === before.variant) : undefined
  const variant = kept ?? drawVariant(step, unit)
  trace.fails(`experiment ${step.id}`, true, `${variant?.id ?? 'in no variant'}${kept ? ', as before' : ''}`)
  if (variant === undefined) return 'exit'
  exposures.push({ experiment, variant: variant.id, unit })
  if (!kept) walker.variants = { ...walker.variants, [experiment]: { variant: variant.id, unit } }
  return variant.next
}

/** The day in the venue, as 2026-11-22. */
const localDateOf = ({ rules }: Scene, { run, at }: Walker): string => {
  const timezone = rules.release.venues.get(run.place.venueId)?.venue.timezone ?? 'UTC'
  return dayOf(at, timezone)
}

const update = ({ occasion }: Scene, walker: Walker, { id, trait, value }: UpdateStep): void => {
  const { customer, run, trace, effects } = walker
  trace.fails(`step ${id}`, customer !== undefined, customer === undefined ? 'nobody we know' : `${trait} is set`)
  if (customer === undefined) return
  effects.push({ effect: 'update', id: derivedId(run.id, id, occasion.id), customerId: customer.id, trait, value })
  const { [trait]: _, ...others } = customer.traits
  const traits: Record<string, TraitValue> = value === null ? others : { ...others, [trait]: value }
  walker.customer = { ...customer, traits }
}

const raise = (scene: Scene, walker: Walker, step: TaskStep): void => {
  const { run, trace, edition, customer } = walker
  const { now, occasion } = scene
  const rendered = edition.render(step, askedBy(scene, walker), 'en')
  if ('unrendered' in rendered) {
    trace.fails(`step ${step.id}`, false, rendered.unrendered)
    return
  }
  const { title, body } = rendered
  const task = {
    id: derivedId(run.id, step.id, occasion.id),
    venueId: run.place.venueId,
    ...(run.place.zoneId !== undefined && { zoneId: run.place.zoneId }),
    journeyId: run.journeyId,
    ...(customer && { customerId: customer.id }),
    title,
    ...(body !== '' && { note: body }),
    to: step.to,
    raisedAt: now,
    expiresAt: now + step.expiresInSeconds * 1000,
  }
  trace.fails(`step ${step.id}`, true, `task for ${step.to.join(', ') || 'whoever is free'}`)
  walker.effects.push({ effect: 'task', id: task.id, task })
}
