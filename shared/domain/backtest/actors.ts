import { ledgerIdOf } from '../ledger.ts'
import type { Occasion } from '../occasion.ts'
import type { Person } from '../situation.ts'
import type { SentBy } from './sent-by.ts'

/** Whom somebody in the traffic is taken for: as she is when she is first seen. */
export type Cast = (occasion: Occasion) => Person

/** Somebody in the traffic. `number` counts from 0 in the order of coming, `wakeAt` is when her runs' timer rings. */
export type Actor = { number: number; whom: Whom; messages: number; wakeAt: number | undefined }
export type Whom = { customerId: string; deviceId?: string } | { deviceId: string }

/** As she is. */
export type State = { person: Person; sent: { by: SentBy; messageId: string }[] }

/** Everybody in the traffic. Whoever was not asked for lately is kept as text, which takes a quarter of the room. */
export type Actors = {
  find(occasion: Occasion): Actor
  state(actor: Actor): State
  keep(actor: Actor, state: State): void
  all(): Iterable<Actor>
}

export const atHand = 20_000 // people who are not text: as many as are in a large venue at a time

export const createActors = (cast: Cast): Actors => {
  const known = new Map<string, Actor>()
  const near = new Map<Actor, State>()
  const packed: (string | undefined)[] = []

  const keep = (actor: Actor, state: State) => {
    near.delete(actor)
    near.set(actor, state)
    if (near.size <= atHand) return
    const [[oldest, away]] = near as Iterable<[Actor, State]> as [[Actor, State]]
    near.delete(oldest)
    const { stored: _, ...person } = away.person
    packed[oldest.number] = JSON.stringify({ ...away, person })
  }

  return {
    find: (occasion) => {
      const whom = whomOf(occasion)
      const key = ledgerIdOf(whom)
      const actor = known.get(key) ?? { number: known.size, whom, messages: 0, wakeAt: undefined }
      if (!known.has(key)) {
        known.set(key, actor)
        keep(actor, { person: cast(occasion), sent: [] })
      }
      return actor
    },
    state: (actor) => {
      const state = near.get(actor)
      if (state) return state
      const { person, sent } = JSON.parse(packed[actor.number] ?? '') as State
      packed[actor.number] = undefined
      return { person: { ...person, stored: person.runs }, sent }
    },
    keep,
    all: () => known.values(),
  }
}

const whomOf = ({ customerId, deviceId }: Occasion): Whom => {
  if (customerId === undefined) return { deviceId: deviceId ?? '' }
  return deviceId === undefined ? { customerId } : { customerId, deviceId }
}
