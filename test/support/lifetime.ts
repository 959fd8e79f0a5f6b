import { decide } from '#shared/domain/decide.ts'
import type { Effect } from '#shared/domain/effect.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import type { Decision, Grant, Person, Rules } from '#shared/domain/situation.ts'
import { saved } from './situation.ts'

/** A person and all that came of what happened to her. */
export type Lifetime = {
  person: Person
  told: readonly (Decision & { at: number })[]
  messages: readonly Message[]
  effects: readonly Effect[]
}

/** Lets occasions happen to somebody, in order, with the wakes of her runs in between and up to `until`. */
export const liveThrough = (
  person: Person,
  occasions: readonly Occasion[],
  rules: Rules | ((at: number) => Rules),
  until: number,
  granted: ReadonlyMap<string, Grant> = new Map(),
): Lifetime => {
  let life: Lifetime = { person, told: [], messages: [], effects: [] }
  const rulesAt = typeof rules === 'function' ? rules : () => rules
  const take = (occasion: Occasion) => {
    const now = occasion.receivedAt
    const device = { kind: 'phone', staff: false } as const
    const decided = decide({ occasion, device, person: life.person, rules: rulesAt(now), granted, now })
    if (decided.needs.length > 0) throw new Error(`${occasion.id} needs ${JSON.stringify(decided.needs)}`)
    life = {
      person: saved(decided.person),
      told: [...life.told, ...decided.decisions.map((one) => ({ ...one, at: now }))],
      messages: [...life.messages, ...decided.claims.map(({ message }) => message)],
      effects: [...life.effects, ...decided.effects],
    }
  }
  const ring = (before: number) => {
    for (let at = life.person.runs.wakeAt; at !== undefined && at <= before; at = life.person.runs.wakeAt)
      take(wakeOf(life.person, at))
  }
  for (const occasion of occasions) {
    ring(occasion.receivedAt)
    take(occasion)
  }
  ring(until)
  return life
}

const wakeOf = ({ customer }: Person, at: number): Occasion => {
  const whom = customer === undefined ? { deviceId: 'phone-1' } : { customerId: customer.id }
  return { kind: 'wake', id: derivedId(ledgerIdOf(whom), 'wake', at), ...whom, occurredAt: at, receivedAt: at }
}

/** What became of each decision, in a word. */
export const wordOf = (one: Decision): string => {
  if ('message' in one) return `sent ${one.message.title}`
  if ('suppressed' in one) return one.suppressed
  if ('deferred' in one) return `deferred by ${one.deferred}`
  return 'waits' in one ? `waits at ${one.stepId}` : `left: ${one.left}`
}
