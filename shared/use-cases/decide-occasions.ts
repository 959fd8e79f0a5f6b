import type { Customer } from '#shared/domain/customer.ts'
import { decide } from '#shared/domain/decide.ts'
import type { Effect } from '#shared/domain/effect.ts'
import { type Claim, ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Membership } from '#shared/domain/occupancy.ts'
import { editionOf } from '#shared/domain/scene.ts'
import { noVisits, type Sign, signShared, stepShared } from '#shared/domain/shared-visit.ts'
import type { Aside, Decision, Grant, Need, Person, Rules } from '#shared/domain/situation.ts'
import type { PeopleFound, Ports } from '#shared/ports.ts'
import { askNeeds } from './ask-needs.ts'
import { type FinishPorts, finishPending } from './finish-pending.ts'
import { findFollowed, type Undecided } from './follow-people.ts'
import type { LiveRules } from './live-rules.ts'
import { membershipsOf } from './note-occupancy.ts'
import { type Kept, keptOf } from './people-read.ts'

export type DecidePorts = FinishPorts & Pick<Ports, 'people' | 'offers' | 'ceilings'>

type Withdrawal = Extract<Effect, { effect: 'withdraw' }>

/**
 * An occasion's decisions and all that is promised for it; `again` marks what an earlier try had promised already. A moment is
 * one of the visit that its customer's devices share; `isShared` if it is another device's as well. `failed` says why nothing
 * could be decided, where no retry mends it.
 */
export type DecidedOccasion = Undecided & {
  decisions: readonly Decision[]
  promises: readonly (Claim & { again: boolean })[]
  withdrawals: readonly Withdrawal[]
  isShared?: true
  /** The journey whose message was taken up by this. */
  accepted?: string
  failed?: Error
}

/** What could not be decided, for the caller to try its mailboxes again later. */
type Contested = { mailboxes: readonly string[]; error: Error }

/** Waits before the next try, longer after each one. */
export type Pause = (tries: number) => Promise<void>

/** `memberships` are where customers are who came, went or changed zones. */
type Settled = {
  decided: readonly DecidedOccasion[]
  memberships: readonly Membership[]
  contested: readonly Contested[]
}

/** What happened to one person: her occasions, and devices of hers that came and went. */
type Group = { occasions: readonly Undecided[]; signs: readonly Sign[] }

const maxTries = 5
const maxRounds = 50 // of asking for stock, each for the next one in line: what is asked for after them is refused
const firstPauseMs = 10 // and so much more after every further try, half as long or half as long again by chance

/**
 * Decides occasions and claims what they promise, person by person: one conditional write of her ledger each, which her runs
 * follow. Where another device of hers was faster, reads and decides again, five times at most.
 */
export const decideOccasions = (ports: DecidePorts, pause: Pause = pauseByChance) => {
  const finish = finishPending(ports)
  const ask = askNeeds(ports)

  const settle = async (
    ledgerId: string,
    group: Group,
    found: PeopleFound,
    live: LiveRules,
    tries = 1,
  ): Promise<Omit<Settled, 'contested'>> => {
    const again = async () => {
      if (tries === maxTries) throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
      await pause(tries)
      // who was faster may have been an identification: then all of these occasions are the customer's by now
      const { followed, found: foundNow } = await findFollowed(ports, group.occasions, group.signs)
      const [first] = followed
      const nowIn = first === undefined ? ledgerId : ledgerIdOf(first.occasion)
      return settle(nowIn, { ...group, occasions: followed }, foundNow, live, tries + 1)
    }
    const kept = keptOf(found, ledgerId)
    if (kept === undefined) return again()
    const customerId = group.occasions[0]?.occasion.customerId ?? group.signs[0]?.customerId
    const customer = found.customers.get(customerId ?? '')
    const past = await live.readPast(pastVersions(kept, live))
    const rules: Rules = { ...live, past }
    const now = lastArrival(group)
    const { decided, person, asked } = await decideGranted(group, customer, kept, rules, now)

    if (kept.unfinished) await finish(ledgerId, kept.unfinished, kept.runs, now)
    const isOld = person.ledger === kept.ledger
    if (!isOld && (await ports.people.saveLedger(ledgerId, person.ledger)) === 'conflict') return again()
    const { pending } = person.ledger
    if (pending) await finish(ledgerId, pending, { ...person.runs, sequence: pending.change.sequence }, now)
    await letGo(asked, decided)
    const saved = isOld ? kept.ledger : { ...person.ledger, version: person.ledger.version + 1 }
    const memberships = customerId === undefined ? [] : membershipsOf(ledgerId, saved, customer, decided, group.signs)
    return { decided, memberships }
  }

  /** Decides, asks for what that needs, and decides again with what was granted, until nothing is needed any more. */
  const decideGranted = async (group: Group, customer: Customer | undefined, kept: Kept, rules: Rules, now: number) => {
    const granted = new Map<string, Grant>()
    const asked: Need[] = []
    for (let round = 0; ; round++) {
      const result = decideInOrder(group, customer, kept, rules, granted)
      if (result.needs.length === 0) return { ...result, asked }
      asked.push(...result.needs)
      const answers = round < maxRounds ? await ask(result.needs, rules.release, now) : refused(result.needs)
      for (const [messageId, grant] of answers) granted.set(messageId, grant)
    }
  }

  /** What was reserved and not promised after all goes to somebody else; a code that was shown once stays taken. */
  const letGo = async (asked: readonly Need[], decided: readonly DecidedOccasion[]) => {
    const promised = new Set(decided.flatMap(({ promises }) => promises.map(({ message }) => message.id)))
    const unused = asked.filter(({ reserve, messageId }) => reserve && !promised.has(messageId))
    if (unused.length > 0) await ports.offers.letGo(unused.map(({ messageId }) => ({ messageId })))
  }

  return async (occasions: readonly Undecided[], rules: LiveRules, signs: readonly Sign[] = []): Promise<Settled> => {
    if (occasions.length === 0 && signs.length === 0) return { decided: [], memberships: [], contested: [] }
    const { followed, found } = await findFollowed(ports, occasions, signs)
    const occasionsOf = Map.groupBy(followed, ({ occasion }) => ledgerIdOf(occasion))
    const signsOf = Map.groupBy(signs, ledgerIdOf)

    const settled = await Promise.all(
      [...new Set([...occasionsOf.keys(), ...signsOf.keys()])].map(async (ledgerId) => {
        const group = { occasions: occasionsOf.get(ledgerId) ?? [], signs: signsOf.get(ledgerId) ?? [] }
        try {
          return { ...(await settle(ledgerId, group, found, rules)), contested: [] }
        } catch (error) {
          const mailboxes = [...group.occasions, ...group.signs].map(({ mailbox }) => mailbox)
          return { decided: [], memberships: [], contested: [{ mailboxes, error: error as Error }] }
        }
      }),
    )
    return {
      decided: settled.flatMap((one) => one.decided),
      memberships: settled.flatMap((one) => one.memberships),
      contested: settled.flatMap((one) => one.contested),
    }
  }
}

/** A batch in which one person asks for more and more comes to an end, whatever is left. */
const refused = (needs: readonly Need[]): Map<string, Grant> => {
  const reservation = { granted: false, reason: 'out_of_stock', saw: 'too many offers were asked for at once' } as const
  return new Map(
    needs.map(({ messageId, reserve }) => [messageId, { isWithinCeiling: true, ...(reserve && { reservation }) }]),
  )
}

/** The releases of open runs whose journeys are others by now, or may be. */
const pastVersions = ({ runs }: Kept, { release }: LiveRules): string[] =>
  runs.open.flatMap(({ journeyId, version, edition }) => {
    const live = release.journeys.get(journeyId)
    return live && editionOf(live) === edition ? [] : [version]
  })

const lastArrival = ({ occasions, signs }: Group): number =>
  Math.max(...occasions.map(({ occasion }) => occasion.receivedAt), ...signs.map(({ saidAt }) => saidAt))

type InOrder = { decided: DecidedOccasion[]; person: Person; needs: readonly Need[] }

const decideInOrder = (
  { occasions, signs }: Group,
  customer: Customer | undefined,
  kept: Kept,
  rules: Rules,
  granted: ReadonlyMap<string, Grant>,
): InOrder => {
  let person: Person = { customer, ledger: kept.ledger, runs: kept.runs, stored: kept.runs }
  const decided: DecidedOccasion[] = []
  for (const one of inTheirOrder(occasions, signs)) {
    if (!('occasion' in one)) {
      person = withShared(person, signShared(person.ledger.shared ?? noVisits, one))
      continue
    }
    const stepped = inSharedVisit(person, one)
    const { own } = stepped
    const { occasion, device, aside } = own
    person = stepped.person
    const isPromised = ({ momentId }: Claim) => momentId === occasion.id
    const earlier = person.ledger.claims.filter(isPromised).map((claim) => ({ ...claim, again: true }))
    try {
      const {
        decisions,
        claims,
        effects,
        needs,
        person: after,
      } = decide({
        occasion,
        device: { kind: device.deviceKind, staff: device.staff },
        person,
        rules,
        granted,
        now: occasion.receivedAt,
        ...(aside && { aside }),
      })
      if (needs.length > 0) return { decided: [], person, needs }
      const accepted = openedBetween(person.ledger.claims, after.ledger.claims)
      person = after
      const withdrawals = effects.filter((effect) => effect.effect === 'withdraw')
      const promises = [...earlier, ...claims.map((claim) => ({ ...claim, again: false }))]
      decided.push({ ...own, decisions, promises, withdrawals, ...(accepted !== undefined && { accepted }) })
    } catch (error) {
      decided.push({ ...own, decisions: [], promises: earlier, withdrawals: [], failed: error as Error })
    }
  }
  return { decided, person, needs: [] }
}

/** The journey of the message that was opened from one to the other. */
const openedBetween = (before: readonly Claim[], after: readonly Claim[]): string | undefined =>
  before === after ? undefined : after.find(({ opened }, i) => opened && before[i] && !before[i].opened)?.journeyId

/** Each mailbox's occasions and signs as they came, one mailbox after the other. */
const inTheirOrder = (occasions: readonly Undecided[], signs: readonly Sign[]): (Undecided | Sign)[] =>
  signs.length === 0
    ? [...occasions]
    : [...Map.groupBy([...signs, ...occasions], ({ mailbox }) => mailbox).values()].flatMap((of) =>
        of.toSorted((a, b) => a.ordinal - b.ordinal),
      )

/** Folds a moment into the visit that its customer's devices share. One of a device that nobody identified is its own alone. */
const inSharedVisit = (person: Person, one: Undecided): { person: Person; own: Undecided & { isShared?: true } } => {
  const { occasion, ordinal, before, after, isApart } = one
  if (!('visitId' in occasion)) return { person, own: one }
  const shared = person.ledger.shared ?? noVisits
  const isElsewhere = before === undefined && after === undefined && shared.devices[occasion.deviceId] === undefined
  if (occasion.customerId === undefined || isElsewhere || isApart) return { person, own: one }
  const { deviceId } = occasion
  const stepped = stepShared(shared, { deviceId, ordinal, before, after, moment: occasion })
  const own = { ...one, occasion: { ...occasion, visitId: stepped.visitId } }
  return {
    person: withShared(person, stepped.shared),
    own: stepped.others ? { ...own, isShared: true, aside: one.aside ?? sharedWith(stepped.others) } : own,
  }
}

const sharedWith = (others: readonly string[]): Aside => {
  const saw = others.length === 0 ? 'this stay has raised it before' : `${others.join(', ')} of hers as well`
  return { check: 'visit', reason: 'shared_visit', saw }
}

const withShared = (person: Person, shared: NonNullable<Person['ledger']['shared']>): Person =>
  shared === (person.ledger.shared ?? noVisits) ? person : { ...person, ledger: { ...person.ledger, shared } }

const pauseByChance: Pause = (tries) =>
  new Promise((resolve) => setTimeout(resolve, tries * firstPauseMs * (0.5 + Math.random())))
