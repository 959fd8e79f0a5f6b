import type { CompiledJourney } from './compiled-journey.ts'
import type { CompiledCondition } from './condition.ts'
import { type DeviceKind, isShopper } from './customer.ts'
import { isHeldOut } from './experiment.ts'
import { derivedId } from './identifier.ts'
import { type Journey, journeyDefaults, messageSteps } from './journey.ts'
import type { Occasion } from './occasion.ts'
import type { Pauses } from './release.ts'
import { type Run, runsLimits } from './runs.ts'
import { askedOf, editionOf, newWalker, type Scene, type Walker } from './scene.ts'
import type { Exposure, Reason } from './situation.ts'
import { newTrace, type Trace } from './trace.ts'

/** Somebody who was turned away. */
export type Refused = { compiled: CompiledJourney; trace: Trace; exposures: Exposure[]; suppressed: Reason }

/** Asks everything that an entrance asks before a first step; `isBarred`: its audience is known not to hold. Whoever gets in stands at that step. */
export const admit = (scene: Scene, compiled: CompiledJourney, isBarred: boolean): Walker | Refused => {
  const { occasion, now, rules, aside } = scene
  const { journey, audience, where } = compiled
  const trace = newTrace()
  const exposures: Exposure[] = []
  const { fails } = trace
  const refuse = (suppressed: Reason): Refused => ({ compiled, trace, exposures, suppressed })

  const pause = pausedBy(journey, rules.pauses)
  if (fails('pause', pause === undefined, pause ?? 'nothing paused')) return refuse('paused')
  if (isOfStaff(scene, trace)) return refuse('staff')
  const ageSeconds = (now - occasion.occurredAt) / 1000
  const { usefulForSeconds } = journey.entrance
  if (fails('freshness', ageSeconds <= usefulForSeconds, `${ageSeconds} s old, useful for ${usefulForSeconds} s`))
    return refuse('stale')
  if (aside) {
    fails(aside.check, false, aside.saw)
    return refuse(aside.reason)
  }
  const run = newRun(scene, compiled)
  if (fallsShort(scene, run, where, 'event', trace)) return refuse('audience')
  if (fallsShort(scene, run, audience, 'audience', trace, isBarred)) return refuse('audience')
  const again = reentered(scene, journey, run, trace)
  if (again) return refuse(again)
  if (isHeld(scene, journey, trace, exposures)) return refuse('holdout')
  // most are turned away before they need one, and it costs as much as all that was asked
  const id = derivedId(scene.ledgerId, journey.id, occasion.id)
  return newWalker(scene, compiled, rules, { ...run, id }, { isNew: true, at: occasion.occurredAt, trace, exposures })
}

/** What of a journey, its venue or everything is paused; undefined: nothing. */
export const pausedBy = (journey: Journey, pauses: Pauses): string | undefined => {
  if (pauses.everything) return 'everything is paused'
  if (pauses.venues.includes(journey.entrance.venueId)) return `venue ${journey.entrance.venueId} is paused`
  return journey.paused || pauses.journeys.includes(journey.id) ? `journey ${journey.id} is paused` : undefined
}

export const isMarketing = (journey: Journey): boolean =>
  messageSteps(journey).some((step) => step.class === 'marketing')

const isOfStaff = ({ device, customer }: Scene, { fails }: Trace): boolean => {
  const isOne = isShopper({ deviceKind: device.kind, staff: device.staff || customer?.staff === true })
  return fails('staff', isOne, isOne ? 'a shopper' : notOfShopper(device.kind))
}

const notOfShopper = (kind: DeviceKind): string =>
  kind === 'till' || kind === 'fixture' ? `a ${kind}` : 'a staff device'

const fallsShort = (
  scene: Scene,
  run: Run,
  condition: CompiledCondition | undefined,
  check: string,
  { fails }: Trace,
  isBarred = false,
): boolean => {
  if (condition === undefined) return false
  const subject = askedOf(scene, run)
  const holds = !isBarred && condition.holds(subject)
  return fails(check, holds, holds ? 'holds' : condition.whyNot(subject))
}

const newRun = ({ occasion, rules, device }: Scene, compiled: CompiledJourney): Run => {
  const { journey, first } = compiled
  const isPhone = device.kind === 'phone' && occasion.deviceId !== undefined
  return {
    id: '',
    journeyId: journey.id,
    version: rules.release.version,
    edition: '',
    occasionId: occasion.id,
    place: {
      venueId: journey.entrance.venueId,
      ...('zoneId' in occasion && occasion.zoneId !== undefined && { zoneId: occasion.zoneId }),
      ...('visitId' in occasion && { visitId: occasion.visitId }),
      ...(isPhone && { deviceId: occasion.deviceId }),
    },
    enteredAt: occasion.occurredAt,
    stepId: first.id,
    since: occasion.occurredAt,
    until: occasion.occurredAt,
    sent: {},
    ...(occasion.kind === 'event' ? { event: carried(occasion) } : {}),
  }
}

/** What a run takes along of its event: all of it, or what is left of it without its larger fields. */
const carried = ({ data, name }: Extract<Occasion, { kind: 'event' }>): NonNullable<Run['event']> => {
  const whole = { ...data, name }
  if (Buffer.byteLength(JSON.stringify(whole)) <= runsLimits.eventBytes) return whole
  const small = Object.entries(whole).filter(([, value]) => JSON.stringify(value).length <= 100)
  return Object.fromEntries(small.slice(0, 8))
}

/** Whether the journey lets nobody in so soon again, and why. Nothing is asked where it never does. */
const reentered = (scene: Scene, journey: Journey, run: Run, { fails }: Trace): Reason | undefined => {
  const { runs, occasion } = scene
  const reentry = journey.entrance.reentry ?? journeyDefaults.reentry
  const open = runs.open.filter(({ journeyId }) => journeyId === journey.id)
  const isApart = open.length === 0 || (reentry.rule === 'every' && reentry.isConcurrent)
  if (!isApart) {
    fails('reentry', false, `she is in it since ${timeOf(open[0]?.enteredAt)}`)
    return 'run_open'
  }
  const known = runs.entered[journey.id]
  if (journey.entrance.reentry === undefined || known === undefined) return undefined
  if (reentry.rule === 'once')
    return fails('reentry', false, `entered at ${timeOf(known.at)}, once ever`) ? 'reentry' : undefined
  if (reentry.rule === 'once_a_visit') {
    const isSame = known.visitId !== undefined && known.visitId === run.place.visitId
    return fails('reentry', !isSame, isSame ? 'entered in this visit' : 'not in this visit') ? 'reentry' : undefined
  }
  const seconds = (occasion.occurredAt - known.at) / 1000
  const saw = `entered ${seconds} s ago, cools down for ${reentry.coolDownSeconds} s`
  return fails('reentry', seconds >= reentry.coolDownSeconds, saw) ? 'reentry' : undefined
}

const timeOf = (time = 0): string => new Date(time).toISOString()

/** Whether she is one of those who get nothing, so that what marketing does can be told. Both sides are noted. */
const isHeld = ({ rules, ledgerId }: Scene, journey: Journey, { fails }: Trace, exposures: Exposure[]): boolean => {
  if (!isMarketing(journey)) return false
  const holdouts = [
    { experiment: 'holdout', percent: rules.release.settings.holdoutPercent },
    { experiment: `holdout/${journey.id}`, percent: journey.holdoutPercent ?? 0 },
  ]
  return holdouts.some(({ experiment, percent }) => {
    if (percent === 0) return false
    const isOut = isHeldOut(experiment, ledgerId, percent)
    exposures.push({ experiment, variant: isOut ? 'held_out' : 'treated', unit: ledgerId })
    return fails('holdout', !isOut, `${percent} % of all get nothing, she ${isOut ? 'is' : 'is not'} one of them`)
  })
}

/** The editions of runs are told when they stay: most never do. */
export const withEdition = (run: Run, compiled: CompiledJourney): Run =>
  run.edition === '' ? { ...run, edition: editionOf(compiled) } : run
