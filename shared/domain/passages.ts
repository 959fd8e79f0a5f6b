import { isMarketing, type Refused, withEdition } from './admission.ts'
import type { Journey, MessageStep, Step } from './journey.ts'
import type { Claim } from './ledger.ts'
import { type Draft, draftOf } from './promises.ts'
import { type Held, type Run, runsLimits } from './runs.ts'
import type { Scene, Walker } from './scene.ts'
import { judge, refusedBy } from './sending.ts'
import type { Decision, Reason } from './situation.ts'
import { type Halt, walkFrom, walkOn } from './walk.ts'

/**
 * How somebody gets through a journey in one occasion: to a halt, by at most one message. `draft` is what she may get, if
 * nothing else goes first; `sent`, `suppressed` and `deferred` are what became of it.
 */
export type Passage = {
  walker: Walker
  halt: Halt
  at?: MessageStep
  draft?: Draft
  sent?: Claim
  suppressed?: Reason
  deferred?: { held: Held; until: number }
}

/** Walks to the first message, and asks whether it may be sent. */
export const setOut = (scene: Scene, walker: Walker, from: Step | undefined): Passage => {
  const halt = walkFrom(scene, walker, from)
  if (!('message' in halt)) return { walker, halt }
  const step = halt.message
  const isHeld = walker.run.held !== undefined && walker.run.stepId === step.id
  if (!isHeld) walker.run = { ...walker.run, stepId: step.id, since: walker.at }
  const passage: Passage = { walker, halt, at: step }
  const judged = judge(scene, walker, step)
  if ('suppressed' in judged) return { ...passage, suppressed: judged.suppressed }
  if ('deferred' in judged) return { ...passage, deferred: { held: judged.deferred, until: judged.until } }
  const draft = draftOf(scene, walker, step, judged.ready.deviceId)
  if (!('unrendered' in draft)) return { ...passage, draft }
  walker.trace.fails('template', false, draft.unrendered)
  return { ...passage, suppressed: 'unrendered' }
}

/** Goes on behind the message, and writes down where the run is now. Whoever is turned away at the door has not come in. */
export const finish = (scene: Scene, passage: Passage): void => {
  const { walker, at, deferred, suppressed } = passage
  if (deferred) {
    const { held, until } = deferred
    walker.run = { ...walker.run, held, until }
    passage.halt = { waits: until }
  } else {
    if (suppressed !== undefined && walker.isNew) return
    const { held: _, ...run } = walker.run
    walker.run = run
    if (at) passage.halt = pastMessages(scene, walker, walkOn(scene, walker, at))
  }
  const refused = 'waits' in passage.halt ? mayNotStay(scene, passage) : undefined
  if (refused !== undefined && passage.sent === undefined) {
    passage.suppressed = refused
    delete passage.deferred
    return
  }
  settle(scene, passage, refused === undefined)
}

/** A run sends one message an occasion: a second one right behind it is passed over. */
const pastMessages = (scene: Scene, walker: Walker, reached: Halt): Halt => {
  let halt = reached
  for (let passed = 0; 'message' in halt; passed++) {
    if (passed === runsLimits.passedOver) return { left: 'loop' }
    walker.trace.fails('arbitration', false, `${halt.message.id} is passed over: one message at a time`)
    halt = walkOn(scene, walker, halt.message)
  }
  return halt
}

/** Why somebody who would have to wait here can't: she does not want it, or there is no room to remember her by. */
const mayNotStay = (scene: Scene, { walker, at }: Passage): Reason | undefined => {
  const { fails } = walker.trace
  if (!walker.isNew) return undefined
  if (at === undefined && isMarketing(walker.compiled.journey)) {
    const refused = refusedBy(scene, walker)
    if (refused) return refused
  }
  const { length } = scene.runs.open
  if (fails('runs', length < runsLimits.open, `${length} of ${runsLimits.open} open`)) return 'too_many_runs'
  return scene.isFull && fails('ledger', false, 'no room for one more run') ? 'ledger_full' : undefined
}

const settle = (scene: Scene, { walker, halt }: Passage, mayStay: boolean): void => {
  const { run, isNew, compiled } = walker
  const others = scene.runs.open.filter(({ id }) => id !== run.id)
  const stays = 'waits' in halt && mayStay
  const open = stays ? inPlace(scene.runs.open, withEdition(run, compiled), isNew) : others
  if (stays || !isNew) scene.runs = { ...scene.runs, open }
  if (isNew && (stays || compiled.journey.entrance.reentry !== undefined)) enter(scene, compiled.journey, run)
  if (Object.keys(walker.variants).length > 0 && (stays || !isNew || compiled.journey.entrance.reentry !== undefined))
    scene.runs = { ...scene.runs, variants: { ...scene.runs.variants, ...walker.variants } }
  if (walker.effects.length === 0) return
  scene.effects.push(...walker.effects)
  scene.customer = walker.customer
}

const inPlace = (open: readonly Run[], run: Run, isNew: boolean): readonly Run[] =>
  isNew ? [...open, run] : open.map((one) => (one.id === run.id ? run : one))

const enter = (scene: Scene, { id }: Journey, { enteredAt, place }: Run): void => {
  const times = (scene.runs.entered[id]?.times ?? 0) + 1
  const { visitId } = place
  const entry = { times, at: enteredAt, ...(visitId !== undefined && { visitId }) }
  scene.runs = { ...scene.runs, entered: { ...scene.runs.entered, [id]: entry } }
}

/** What is told of somebody who got in, or moved on. */
export const outcomeOf = ({ walker, halt, sent, suppressed, deferred }: Passage): Decision => {
  const { run, compiled, isNew, trace, exposures } = walker
  const isTurnedAway = isNew && suppressed !== undefined
  const isRun = !isTurnedAway && (!isNew || 'waits' in halt)
  const base = {
    journeyId: compiled.journey.id,
    ...(isRun && { runId: run.id, stepId: run.stepId }),
    trace: trace.checks,
    ...(exposures.length > 0 && { exposures }),
  }
  if (sent) return { ...base, message: sent.message }
  if (deferred) return { ...base, deferred: deferred.held, until: deferred.until }
  if (suppressed !== undefined) return { ...base, suppressed }
  return 'waits' in halt ? { ...base, waits: halt.waits } : { ...base, left: 'left' in halt ? halt.left : 'done' }
}

/** What is told of somebody who did not get in. */
export const turnedAway = ({ compiled, trace, exposures, suppressed }: Refused): Decision => ({
  journeyId: compiled.journey.id,
  trace: trace.checks,
  ...(exposures.length > 0 && { exposures }),
  suppressed,
})
