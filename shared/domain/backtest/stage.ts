import { ledgerIdOf } from '../ledger.ts'
import type { Occasion } from '../occasion.ts'
import type { Receipt } from '../receipt.ts'
import { type Grants, type Happening, rehearse, wakeOf } from '../rehearsal.ts'
import type { Run } from '../runs.ts'
import type { Decided, Person, Rules } from '../situation.ts'
import { count, newTally, type Tally } from './tally.ts'
import { createWakes } from './wakes.ts'

/** Whom somebody in the traffic is taken for: as she is when she is first seen. */
export type Cast = (occasion: Occasion) => Person

/** A message by what sent it: its journey, what let her in, and which of her messages it was then. Another release that sends it, sends it by these. */
export type SentBy = { journeyId: string; occasionId: string; nth: number }

/** People who react to what was recorded, on a clock of their own: nothing is sent, and timers are made anew. */
export type Stage = {
  take(happening: Happening): void
  /** A receipt for a message that was sent by this when it was recorded. Told, unless this release did not send it. */
  receive(by: SentBy, occasion: Occasion & { kind: 'receipt' }): boolean
  /** Lets the clock go on to a time, and wakes whoever waits for it. */
  advanceTo(time: number): void
  tally: Tally
  /** How many messages each of them got. */
  messages(): Int32Array
  /** How many runs are under way. */
  openRuns(): number
}

type Actor = { number: number; whom: Whom; person: Person; messages: number; sent: { by: SentBy; messageId: string }[] }
type Whom = { customerId: string; deviceId?: string } | { deviceId: string }

const remembered = 20 // messages of one person for which receipts may come

export const createStage = (rules: Rules, grants: Grants, cast: Cast): Stage => {
  const actors = new Map<string, Actor>()
  const wakes = createWakes<Actor>()
  const tally = newTally()

  const actorOf = (occasion: Occasion): Actor => {
    const key = keyOf(occasion)
    const known = actors.get(key)
    if (known) return known
    const actor = { number: actors.size, whom: whomOf(occasion), person: cast(occasion), messages: 0, sent: [] }
    actors.set(key, actor)
    return actor
  }

  const play = (actor: Actor, happening: Happening) => {
    const before = actor.person
    const decided = rehearse(rules, grants, before, happening)
    count(tally, actor.number, before, decided)
    actor.messages += decided.claims.length
    actor.person = decided.person
    remember(actor, before, decided, happening.occasion)
    const { wakeAt } = actor.person.runs
    if (wakeAt !== undefined && wakeAt !== before.runs.wakeAt) wakes.add(wakeAt, actor)
  }

  const advanceTo = (time: number) => {
    for (let due = wakes.next(time); due !== undefined; due = wakes.next(time)) {
      const { at, whom: actor } = due
      // an earlier one was armed meanwhile, and has done this one's work
      if (actor.person.runs.wakeAt !== at) continue
      play(actor, { occasion: wakeOf(actor.whom, at), now: at })
    }
  }

  return {
    take: (happening) => {
      advanceTo(happening.now)
      play(actorOf(happening.occasion), happening)
    },
    receive: (by, occasion) => {
      const actor = actorOf(occasion)
      const sent = actor.sent.find((one) => isSame(one.by, by))
      if (!sent) return false
      const receipt: Receipt = { ...occasion.receipt, messageId: sent.messageId }
      advanceTo(occasion.receivedAt)
      play(actor, { occasion: { ...occasion, receipt }, now: occasion.receivedAt })
      return true
    },
    advanceTo,
    tally,
    messages: () => Int32Array.from([...actors.values()], ({ messages }) => messages),
    openRuns: () => [...actors.values()].reduce((sum, { person }) => sum + person.runs.open.length, 0),
  }
}

const keyOf = (occasion: Occasion) => ledgerIdOf({ deviceId: '', ...whomOf(occasion) })

const whomOf = ({ customerId, deviceId }: Occasion): Whom => {
  if (customerId === undefined) return { deviceId: deviceId ?? '' }
  return deviceId === undefined ? { customerId } : { customerId, deviceId }
}

/** Notes the messages that she got by how they can be told from a recording: which one it is of those of her run. */
const remember = (actor: Actor, { runs }: Person, { claims, person }: Decided, occasion: Occasion) => {
  for (const { journeyId, message } of claims) {
    const run = [...person.runs.open, ...runs.open].find(
      (one) => one.journeyId === journeyId && hasSent(one, message.id),
    )
    const occasionId = run?.occasionId ?? occasion.id
    const nth = actor.sent.filter(({ by }) => by.journeyId === journeyId && by.occasionId === occasionId).length
    actor.sent.push({ by: { journeyId, occasionId, nth }, messageId: message.id })
    if (actor.sent.length > remembered) actor.sent.shift()
  }
}

const hasSent = ({ sent }: Run, id: string) => Object.values(sent).some(({ messageId }) => messageId === id)

const isSame = (a: SentBy, b: SentBy) => a.journeyId === b.journeyId && a.nth === b.nth && a.occasionId === b.occasionId
