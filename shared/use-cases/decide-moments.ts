import type { Customer } from '#shared/domain/customer.ts'
import { type Aside, type Decision, decide } from '#shared/domain/decide.ts'
import { type Claim, claimWithin, emptyLedger, type Ledger, ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Membership } from '#shared/domain/occupancy.ts'
import { noVisits, type Sign, signShared, stepShared } from '#shared/domain/shared-visit.ts'
import type { PeopleFound, Ports } from '#shared/ports.ts'
import { findFollowed, type Undecided } from './follow-people.ts'
import type { Live } from './live-release.ts'
import { membershipsOf } from './note-occupancy.ts'

/**
 * A moment's decisions and all that is promised for it; `again` marks what an earlier try had promised already.
 * The moment is one of the visit that its customer's devices share; `isShared` if it is another device's as well.
 * `failed` says why nothing could be decided, where no retry mends it.
 */
export type DecidedMoment = Undecided & {
  decisions: readonly Decision[]
  promises: readonly (Claim & { again: boolean })[]
  isShared?: true
  failed?: Error
}

/** What could not be decided, for the caller to try its mailboxes again later. */
type Contested = { mailboxes: readonly string[]; error: Error }

/** Waits before the next try, longer after each one. */
export type Pause = (tries: number) => Promise<void>

/** `memberships` are where customers are who came, went or changed zones. */
type Settled = {
  decided: readonly DecidedMoment[]
  memberships: readonly Membership[]
  contested: readonly Contested[]
}

/** What happened to one person: her moments, and devices of hers that came and went. */
type Group = { moments: readonly Undecided[]; signs: readonly Sign[] }

const maxTries = 5
const firstPauseMs = 10 // and so much more after every further try, half as long or half as long again by chance

/**
 * Decides moments and claims what they promise, person by person: one conditional write of her ledger each.
 * Where another device of hers was faster, reads and decides again, five times at most.
 */
export const decideMoments =
  ({ people }: Pick<Ports, 'people'>, pause: Pause = pauseByChance) =>
  async (moments: readonly Undecided[], live: Live, signs: readonly Sign[] = []): Promise<Settled> => {
    if (moments.length === 0 && signs.length === 0) return { decided: [], memberships: [], contested: [] }
    const { followed, found } = await findFollowed({ people }, moments, signs)
    const momentsOf = Map.groupBy(followed, ({ moment }) => ledgerIdOf(moment))
    const signsOf = Map.groupBy(signs, ledgerIdOf)

    const settled = await Promise.all(
      [...new Set([...momentsOf.keys(), ...signsOf.keys()])].map(async (ledgerId) => {
        const group = { moments: momentsOf.get(ledgerId) ?? [], signs: signsOf.get(ledgerId) ?? [] }
        try {
          return { ...(await claimAll({ people }, ledgerId, group, found, live, pause)), contested: [] }
        } catch (error) {
          const mailboxes = [...group.moments, ...group.signs].map(({ mailbox }) => mailbox)
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

const claimAll = async (
  { people }: Pick<Ports, 'people'>,
  ledgerId: string,
  group: Group,
  found: PeopleFound,
  live: Live,
  pause: Pause,
  tries = 1,
): Promise<Omit<Settled, 'contested'>> => {
  const customerId = group.moments[0]?.moment.customerId ?? group.signs[0]?.customerId
  const customer = found.customers.get(customerId ?? '')
  const stored = found.ledgers.get(ledgerId) ?? emptyLedger
  const { decided, ledger } = decideInOrder(group, customer, stored, live)
  const isOld = ledger === stored
  if (isOld || (await people.saveLedger(ledgerId, ledger)) === 'written') {
    const saved = isOld ? stored : { ...ledger, version: ledger.version + 1 }
    const memberships = customerId === undefined ? [] : membershipsOf(ledgerId, saved, customer, decided, group.signs)
    return { decided, memberships }
  }
  if (tries === maxTries) throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
  await pause(tries)
  // who was faster may have been an identification: then all of these moments are the customer's by now
  const { followed, found: foundNow } = await findFollowed({ people }, group.moments, group.signs)
  const [first] = followed
  const nowIn = first === undefined ? ledgerId : ledgerIdOf(first.moment)
  return claimAll({ people }, nowIn, { ...group, moments: followed }, foundNow, live, pause, tries + 1)
}

const decideInOrder = (
  { moments, signs }: Group,
  customer: Customer | undefined,
  stored: Ledger,
  { release, pauses }: Live,
): { decided: DecidedMoment[]; ledger: Ledger } => {
  let ledger = stored
  const decided = inTheirOrder(moments, signs).flatMap((one): DecidedMoment[] => {
    if (!('moment' in one)) {
      ledger = withShared(ledger, signShared(ledger.shared ?? noVisits, one))
      return []
    }
    const stepped = inSharedVisit(ledger, one)
    const { own } = stepped
    const { moment, device, aside } = own
    ledger = stepped.ledger
    const earlier = ledger.claims.flatMap((one) => (one.momentId === moment.id ? [{ ...one, again: true }] : []))
    try {
      const { decisions, claims } = decide({
        moment,
        device: { kind: device.deviceKind, staff: device.staff },
        customer,
        ledger,
        candidates: release.candidates(moment),
        pauses,
        capNeeds: release.capNeeds,
        now: moment.receivedAt,
        ...(aside && { aside }),
      })
      if (claims.length > 0) ledger = claimWithin(ledger, claims, moment.receivedAt, release.capNeeds)
      return [{ ...own, decisions, promises: [...earlier, ...claims.map((one) => ({ ...one, again: false }))] }]
    } catch (error) {
      return [{ ...own, decisions: [], promises: earlier, failed: error as Error }]
    }
  })
  return { decided, ledger }
}

/** Each mailbox's moments and signs as they came, one mailbox after the other. */
const inTheirOrder = (moments: readonly Undecided[], signs: readonly Sign[]): (Undecided | Sign)[] =>
  signs.length === 0
    ? [...moments]
    : [...Map.groupBy([...signs, ...moments], ({ mailbox }) => mailbox).values()].flatMap((of) =>
        of.toSorted((a, b) => a.ordinal - b.ordinal),
      )

/** Folds a moment into the visit that its customer's devices share. One of a device that nobody identified is its own alone. */
const inSharedVisit = (ledger: Ledger, one: Undecided): { ledger: Ledger; own: Undecided & { isShared?: true } } => {
  const { moment, ordinal, before, after, isApart } = one
  const shared = ledger.shared ?? noVisits
  const isElsewhere = before === undefined && after === undefined && shared.devices[moment.deviceId] === undefined
  if (moment.customerId === undefined || isElsewhere || isApart) return { ledger, own: one }
  const { deviceId } = moment
  const stepped = stepShared(shared, { deviceId, ordinal, before, after, moment })
  const own = { ...one, moment: { ...moment, visitId: stepped.visitId } }
  return {
    ledger: withShared(ledger, stepped.shared),
    own: stepped.others ? { ...own, isShared: true, aside: one.aside ?? sharedWith(stepped.others) } : own,
  }
}

const sharedWith = (others: readonly string[]): Aside => {
  const saw = others.length === 0 ? 'this stay has raised it before' : `${others.join(', ')} of hers as well`
  return { check: 'visit', reason: 'shared_visit', saw }
}

const withShared = (ledger: Ledger, shared: NonNullable<Ledger['shared']>): Ledger =>
  shared === (ledger.shared ?? noVisits) ? ledger : { ...ledger, shared }

const pauseByChance: Pause = (tries) =>
  new Promise((resolve) => setTimeout(resolve, tries * firstPauseMs * (0.5 + Math.random())))
