import type { CompiledJourney } from './compiled-journey.ts'
import type { Subject } from './condition.ts'
import { contentHash } from './content-hash.ts'
import type { Customer } from './customer.ts'
import type { Effect } from './effect.ts'
import { type Ledger, ledgerIdOf } from './ledger.ts'
import type { Run, Runs } from './runs.ts'
import type { Edition, Exposure, Situation } from './situation.ts'
import { subjectOf } from './subject.ts'
import { newTrace, type Trace } from './trace.ts'

/** A decision in the making: one copy of the person, which every step below writes into. */
export type Scene = Omit<Situation, 'person'> & {
  ledgerId: string
  customer: Customer | undefined
  ledger: Ledger
  runs: Runs
  stored: Runs
  effects: Effect[]
  /** Runs that need room in the ledger stay as they are: there is none. */
  isFull: boolean
}

/**
 * Somebody on the way through a journey in this very occasion: newly come in, or moved on. `at` is event time. What she does on
 * the way (`customer`, `effects`, `variants`) counts once she has come to a halt, and not where she is turned away.
 */
export type Walker = {
  compiled: CompiledJourney
  edition: Edition
  run: Run
  isNew: boolean
  at: number
  trace: Trace
  exposures: Exposure[]
  customer: Customer | undefined
  effects: Effect[]
  variants: Runs['variants']
}

export const newScene = ({ person, ...situation }: Situation, isFull: boolean): Scene => ({
  ...situation,
  ...person,
  ledgerId: ledgerIdOf(situation.occasion),
  effects: [],
  isFull,
})

/** What conditions can ask in a scene, and about a run of it. */
export const askedOf = (scene: Scene, run?: Run): Subject => subjectOf(scene, run)

/** The same of somebody on the way. */
export const askedBy = (scene: Scene, { run, customer, variants }: Walker): Subject => {
  const runs =
    Object.keys(variants).length === 0
      ? scene.runs
      : { ...scene.runs, variants: { ...scene.runs.variants, ...variants } }
  return subjectOf({ ...scene, customer, runs }, run)
}

/** Sets somebody on the way. */
export const newWalker = (
  { customer }: Scene,
  compiled: CompiledJourney,
  edition: Edition,
  run: Run,
  own: Pick<Walker, 'isNew' | 'at'> & { trace?: Trace; exposures?: Exposure[] },
): Walker => ({
  compiled,
  edition,
  run,
  customer,
  effects: [],
  variants: {},
  trace: newTrace(),
  exposures: [],
  ...own,
})

const editions = new WeakMap<object, string>()

/** The hash by which a run knows whether its journey is still the one in which it began. */
export const editionOf = ({ journey }: CompiledJourney): string => {
  const known = editions.get(journey)
  if (known !== undefined) return known
  const made = contentHash(journey).slice(0, 10)
  editions.set(journey, made)
  return made
}

/** The phone that a message goes to: the one that was there, as long as it is hers, or the first of hers. Empty: there is none. */
export const phoneOf = ({ customer, occasion, device }: Scene, { isNew, run }: Walker): string => {
  const { deviceId } = run.place
  if (isNew && deviceId !== undefined) return deviceId
  if (customer === undefined) return deviceId ?? (device.kind === 'phone' ? (occasion.deviceId ?? '') : '')
  return deviceId !== undefined && customer.deviceIds.includes(deviceId) ? deviceId : (customer.deviceIds[0] ?? '')
}
