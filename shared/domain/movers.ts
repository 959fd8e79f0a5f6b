import type { CompiledJourney } from './compiled-journey.ts'
import type { CompiledCondition } from './condition.ts'
import type { Step, WaitTarget } from './journey.ts'
import type { Occasion } from './occasion.ts'
import type { Run } from './runs.ts'
import { askedOf, editionOf, newWalker, type Scene, type Walker } from './scene.ts'
import { hasOptedOut } from './sending.ts'
import type { Edition, Leaving } from './situation.ts'
import { newTrace, type Trace } from './trace.ts'

/** What an occasion does to an open run: it ends, or walks on from a step (undefined: it was the last). */
export type Mover = { run: Run; trace: Trace; left: Leaving } | { walker: Walker; from: Step | undefined }

/** The runs that an occasion moves, in the order in which they were opened. All others stay where they are. */
export const moversOf = (scene: Scene): Mover[] => {
  if (scene.aside) return []
  return scene.runs.open.flatMap((run): Mover[] => {
    const found = journeyOf(scene, run)
    if (found === undefined) return [{ run, trace: newTrace(), left: 'gone' }]
    const { compiled, edition, run: current } = found
    const walker = newWalker(scene, compiled, edition, current, { isNew: false, at: scene.occasion.occurredAt })
    const left = leaving(scene, walker, found.isEnded)
    if (left) return [{ run, trace: walker.trace, left }]
    return moving(scene, walker)
  })
}

type Found = { compiled: CompiledJourney; edition: Edition; run: Run; isEnded: boolean }

/** The journey as it was when a run began, or as it is now where it has not changed, or a marketer migrates the run. */
const journeyOf = ({ rules }: Scene, run: Run): Found | undefined => {
  const live = rules.release.journeys.get(run.journeyId)
  const order = rules.orders[run.journeyId]
  const isOrdered = order !== undefined && run.version < order.before
  const isEnded = isOrdered && order.act === 'end'
  if (live && editionOf(live) === run.edition) return { compiled: live, edition: rules, run, isEnded }
  if (live && isOrdered && order.act === 'migrate') {
    const migrated = { ...run, version: rules.release.version, edition: editionOf(live) }
    // where the step is gone there is nowhere to go on
    return { compiled: live, edition: rules, run: migrated, isEnded: !live.steps.has(run.stepId) }
  }
  const edition = rules.past(run.version)
  const compiled = edition?.release.journeys.get(run.journeyId)
  return edition && compiled && { compiled, edition, run, isEnded }
}

const leaving = (scene: Scene, walker: Walker, isEnded: boolean): Leaving | undefined => {
  const { occasion, ledger } = scene
  const { compiled, run } = walker
  if (isEnded) return 'ended'
  if (ledger.erased) return 'erased'
  if (hasOptedOut(scene, walker)) return 'opt_out'
  const { goal } = compiled
  if (goal && occasion.occurredAt >= run.enteredAt && meets(scene, walker, goal.target, goal.where)) return 'goal'
  const { leaveOn } = compiled.journey
  if (!('visitId' in occasion) || occasion.venueId !== run.place.venueId) return undefined
  if (leaveOn !== undefined && occasion.kind === 'venue.exit') return 'venue'
  const isHerZone = 'zoneId' in occasion && occasion.zoneId === run.place.zoneId
  return leaveOn === 'zone' && occasion.kind === 'zone.exit' && isHerZone ? 'zone' : undefined
}

const moving = (scene: Scene, walker: Walker): Mover[] => {
  const { occasion, now } = scene
  const { compiled, run, trace } = walker
  const at = compiled.steps.get(run.stepId)
  if (at === undefined) return [{ run, trace, left: 'gone' }]
  if (at.step.kind === 'waitFor' && occasion.occurredAt >= run.since && occasion.occurredAt <= run.until) {
    if (meets(scene, walker, at.step.for, at.condition)) {
      trace.fails(`step ${at.step.id}`, true, `${nameOf(occasion)} came`)
      return [{ walker, from: compiled.nextOf(at.step) }]
    }
  }
  if (occasion.kind !== 'wake' || run.until > now) return []
  walker.at = run.until
  if (at.step.kind === 'message') return [{ walker, from: at.step }]
  if (at.step.kind !== 'waitFor') return [{ walker, from: compiled.nextOf(at.step) }]
  trace.fails(`step ${at.step.id}`, false, 'did not come in time')
  return [{ walker, from: compiled.nextOf(at.step, at.step.onTimeout ?? 'exit') }]
}

/** Whether an occasion is what a wait or a goal waits for. */
const meets = (scene: Scene, { run }: Walker, target: WaitTarget, where: CompiledCondition | undefined): boolean =>
  isNamed(scene.occasion, run, target) && where?.holds(askedOf(scene, run)) !== false

const isNamed = (occasion: Occasion, run: Run, target: WaitTarget): boolean => {
  if ('event' in target)
    return occasion.kind === 'event' && occasion.name === target.event && isNearby(occasion.venueId, run)
  if ('receipt' in target) {
    if (occasion.kind !== 'receipt' || occasion.receipt.event !== target.receipt) return false
    const sent = target.stepId === undefined ? Object.values(run.sent) : [run.sent[target.stepId]]
    return sent.some((one) => one?.messageId === occasion.receipt.messageId)
  }
  if (!('visitId' in occasion) || occasion.kind !== target.moment || occasion.venueId !== run.place.venueId)
    return false
  return (
    (target.zoneId === undefined || target.zoneId === occasion.zoneId) &&
    (target.dwellSeconds === undefined || target.dwellSeconds === occasion.dwellSeconds)
  )
}

/** What happened nowhere in particular, or in the run's own venue. */
const isNearby = (venueId: string | undefined, run: Run) => venueId === undefined || venueId === run.place.venueId

const nameOf = (occasion: Occasion): string => {
  if (occasion.kind === 'event') return occasion.name
  return occasion.kind === 'receipt' ? occasion.receipt.event : occasion.kind
}
