import { admit } from './admission.ts'
import { arbitrate } from './arbitration.ts'
import { decidedBefore } from './decided-before.ts'
import { isFull } from './ledger.ts'
import { moversOf } from './movers.ts'
import { finish, outcomeOf, type Passage, setOut, turnedAway } from './passages.ts'
import { changeOf, nextWakeAt, type Run, type Runs, withSeen } from './runs.ts'
import { askedOf, newScene, type Scene } from './scene.ts'
import { noteSegments } from './segment-changes.ts'
import type { Decided, Decision, Situation } from './situation.ts'
import { settleSent } from './withdrawals.ts'

const laterSeconds = 60 // until runs are woken again that found no room to move

/**
 * Decides one occasion of one person: every candidate journey gives a message, a wait or a reason, every open run that it
 * concerns moves or ends, and at most one marketing message goes out. Where the ledger has promised something for it before,
 * those promises are the decision, under the same ids, and nothing else happens.
 *
 * Pure: the answer follows from the situation alone. Where `needs` is not empty it says what must be asked for first.
 */
export const decide = (situation: Situation): Decided => {
  if (concernsNothing(situation)) return { ...nothing, person: situation.person }
  const decided = attempt(situation, false)
  return isFull(decided.person.ledger) ? attempt(situation, true) : decided
}

const nothing = { decisions: [], claims: [], effects: [], needs: [] } as const

/** Most moments: no journey waits for them, she is under way in none, and nothing was sent that could be taken back. */
const concernsNothing = ({ occasion, person: { ledger, runs }, rules: { release } }: Situation): boolean =>
  runs.open.length === 0 &&
  ledger.claims.length === 0 &&
  runs.wakeAt === undefined &&
  release.watched.length === 0 &&
  release.candidates(occasion).length === 0

/** Where the ledger is full, runs neither begin nor move: what waits is woken later. */
const attempt = (situation: Situation, isLedgerFull: boolean): Decided => {
  const scene = newScene(situation, isLedgerFull)
  const { occasion, now, rules } = scene
  const again = decidedBefore(scene)
  const settled = settleSent(scene.ledger, occasion, now)
  scene.ledger = settled.ledger
  scene.effects.push(...settled.effects)
  if (again) return decidedOf(situation, scene, again, [])

  const segments = noteSegments(scene)
  const before = scene.runs
  const passages: Passage[] = []
  const ended: Decision[] = []
  for (const mover of moversOf(scene)) {
    if ('left' in mover) ended.push(end(scene, mover))
    else if (!isLedgerFull) passages.push(setOut(scene, mover.walker, mover.from))
  }
  const barred = rules.release.barred(occasion, () => askedOf(scene))
  const entrants = [...rules.release.candidates(occasion), ...segments].map((compiled) => {
    const admitted = admit(scene, compiled, barred.has(compiled))
    if ('suppressed' in admitted) return admitted
    const passage = setOut(scene, admitted, compiled.first)
    passages.push(passage)
    return passage
  })
  const needs = arbitrate(scene, passages)
  if (needs.length > 0) return { decisions: [], claims: [], effects: [], person: situation.person, needs }
  for (const passage of passages) finish(scene, passage)

  const isMoved = scene.runs !== before && occasion.kind !== 'wake'
  if (isMoved || scene.effects.some(({ effect }) => effect !== 'withdraw'))
    scene.runs = withSeen(scene.runs, occasion.id)
  scene.runs = withWake(scene)
  scene.ledger = withPending(scene)
  const moved = passages.filter(({ walker }) => !walker.isNew).map(outcomeOf)
  const entered = entrants.map((one) => ('compiled' in one ? turnedAway(one) : outcomeOf(one)))
  return decidedOf(situation, scene, [...ended, ...moved, ...entered], passages)
}

const decidedOf = (
  { person }: Situation,
  { ledger, runs, customer, effects }: Scene,
  decisions: readonly Decision[],
  passages: readonly Passage[],
): Decided => ({
  decisions,
  claims: passages.flatMap(({ sent }) => sent ?? []),
  effects,
  person: { ...person, customer, ledger, runs },
  needs: [],
})

const end = (scene: Scene, { run, trace, left }: { run: Run } & Ending): Decision => {
  scene.runs = { ...scene.runs, open: scene.runs.open.filter(({ id }) => id !== run.id) }
  return { journeyId: run.journeyId, runId: run.id, stepId: run.stepId, trace: trace.checks, left }
}

type Ending = Extract<ReturnType<typeof moversOf>[number], { left: unknown }>

/** Sees to it that a timer is armed for the first run that waits. One that rings earlier than needed is kept: it arms the next. */
const withWake = ({ runs, now, occasion }: Scene): Runs => {
  const { wakeAt, ...unarmed } = runs
  const hasRung = occasion.kind === 'wake' && wakeAt !== undefined && wakeAt <= now
  const next = nextWakeAt(runs)
  if (next === undefined) return hasRung ? unarmed : runs
  if (!hasRung && wakeAt !== undefined && wakeAt <= next) return runs
  return { ...unarmed, wakeAt: next > now ? next : now + laterSeconds * 1000 }
}

/** What the runs' own item does not hold yet goes with the ledger. */
const withPending = ({ ledger, stored, runs, effects }: Scene): Scene['ledger'] => {
  const change = changeOf(stored, runs)
  if (change === undefined) return ledger
  const lasting = effects.filter(({ effect }) => effect !== 'withdraw')
  return { ...ledger, pending: { change, effects: [...(ledger.pending?.effects ?? []), ...lasting] } }
}
