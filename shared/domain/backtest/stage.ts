import type { Occasion, ReceiptOccasion } from '../occasion.ts'
import { type Grants, type Happening, rehearse, wakeOf } from '../rehearsal.ts'
import type { Run } from '../runs.ts'
import type { Decided, Person, Rules } from '../situation.ts'
import { type Actor, type Cast, createActors, type State } from './actors.ts'
import { isSame, type SentBy } from './sent-by.ts'
import { count, newTally, type Tally } from './tally.ts'
import { createWakes } from './wakes.ts'

/** People who react to what was recorded, on a clock of their own: nothing is sent, and timers are made anew. */
export type Stage = {
  take(happening: Happening): void
  /** A receipt for a message that was sent by this when it was recorded. False: this release has not sent it. */
  receive(by: SentBy, receipt: ReceiptOccasion): boolean
  /** Lets the clock go on to a time, and wakes whoever waits for it. */
  advanceTo(time: number): void
  tally: Tally
  /** How many messages each of them got. */
  messages(): Int32Array
  /** How many runs are under way. */
  openRuns(): number
}

const remembered = 20 // messages of one person for which receipts may come

export const createStage = (rules: Rules, grants: Grants, cast: Cast): Stage => {
  const actors = createActors(cast)
  const wakes = createWakes<Actor>()
  const tally = newTally()
  let openRuns = 0

  const play = (actor: Actor, { person: before, sent }: State, happening: Happening) => {
    const decided = rehearse(rules, grants, before, happening)
    const { person, claims } = decided
    count(tally, actor.number, before, decided)
    actor.messages += claims.length
    openRuns += person.runs.open.length - before.runs.open.length
    actors.keep(actor, {
      person,
      sent: claims.length === 0 ? sent : withSent(sent, before, decided, happening.occasion),
    })
    const { wakeAt } = person.runs
    if (wakeAt !== undefined && wakeAt !== actor.wakeAt) wakes.add(wakeAt, actor)
    actor.wakeAt = wakeAt
  }

  const advanceTo = (time: number) => {
    for (let due = wakes.next(time); due !== undefined; due = wakes.next(time)) {
      const { at, whom: actor } = due
      // an earlier one was armed meanwhile, and has done this one's work
      if (actor.wakeAt === at) play(actor, actors.state(actor), { occasion: wakeOf(actor.whom, at), now: at })
    }
  }

  return {
    take: (happening) => {
      advanceTo(happening.now)
      const actor = actors.find(happening.occasion)
      play(actor, actors.state(actor), happening)
    },
    receive: (by, occasion) => {
      advanceTo(occasion.receivedAt)
      const actor = actors.find(occasion)
      const state = actors.state(actor)
      const mine = state.sent.find((one) => isSame(one.by, by))
      if (mine === undefined) {
        actors.keep(actor, state)
        return false
      }
      const receipt = { ...occasion.receipt, messageId: mine.messageId }
      play(actor, state, { occasion: { ...occasion, receipt }, now: occasion.receivedAt })
      return true
    },
    advanceTo,
    tally,
    messages: () => Int32Array.from(actors.all(), ({ messages }) => messages),
    openRuns: () => openRuns,
  }
}

/** Notes the messages that she got by how they can be told in a recording. */
const withSent = (sent: State['sent'], { runs }: Person, { claims, person }: Decided, occasion: Occasion) => {
  const noted = [...sent]
  for (const { journeyId, message } of claims) {
    const own = [...person.runs.open, ...runs.open].filter((one) => one.journeyId === journeyId)
    // a run that ended with this message is the one of before, one that did not stay was never open
    const run = own.find((one) => hasSent(one, message.id)) ?? own.find((one) => !person.runs.open.includes(one))
    const occasionId = run?.occasionId ?? occasion.id
    const nth = noted.filter(({ by }) => by.journeyId === journeyId && by.occasionId === occasionId).length
    noted.push({ by: { journeyId, occasionId, nth }, messageId: message.id })
  }
  return noted.slice(-remembered)
}

const hasSent = ({ sent }: Run, id: string) => Object.values(sent).some(({ messageId }) => messageId === id)
