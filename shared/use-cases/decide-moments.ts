import type { Customer } from '#shared/domain/customer.ts'
import { type Decision, decide } from '#shared/domain/decide.ts'
import { type Claim, claimWithin, emptyLedger, type Ledger, ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { PeopleFound, Ports } from '#shared/ports.ts'
import type { CausedMoment } from './fold-mailbox.ts'
import type { Live } from './live-release.ts'

/** A moment, and whose device saw it. */
export type Undecided = CausedMoment & { mailbox: string; device: Pick<Presence, 'deviceKind' | 'staff'> }

/**
 * A moment's decisions and all that is promised for it; `again` marks what an earlier try had promised already.
 * `failed` says why nothing could be decided, where no retry mends it.
 */
export type DecidedMoment = Undecided & {
  decisions: readonly Decision[]
  promises: readonly (Claim & { again: boolean })[]
  failed?: Error
}

/** A person's moments that could not be decided, for the caller to try again later. */
type Contested = { moments: readonly Undecided[]; error: Error }

/** Waits before the next try, longer after each one. */
export type Pause = (tries: number) => Promise<void>

type Settled = { decided: readonly DecidedMoment[]; contested: readonly Contested[] }

const maxTries = 5
const firstPauseMs = 10 // and so much more after every further try, half as long or half as long again by chance

/**
 * Decides moments and claims what they promise, person by person: one conditional write of her ledger each.
 * Where another device of hers was faster, reads and decides again, five times at most.
 */
export const decideMoments =
  ({ people }: Pick<Ports, 'people'>, pause: Pause = pauseByChance) =>
  async (moments: readonly Undecided[], live: Live): Promise<Settled> => {
    if (moments.length === 0) return { decided: [], contested: [] }
    const { followed, found } = await findFollowed({ people }, moments)

    const settled = await Promise.all(
      [...Map.groupBy(followed, ({ moment }) => ledgerIdOf(moment))].map(async ([ledgerId, group]) => {
        try {
          return { decided: await claimAll({ people }, ledgerId, group, found, live, pause), contested: [] }
        } catch (error) {
          return { decided: [], contested: [{ moments: group, error: error as Error }] }
        }
      }),
    )
    return { decided: settled.flatMap((one) => one.decided), contested: settled.flatMap((one) => one.contested) }
  }

const claimAll = async (
  { people }: Pick<Ports, 'people'>,
  ledgerId: string,
  group: readonly Undecided[],
  found: PeopleFound,
  live: Live,
  pause: Pause,
  tries = 1,
): Promise<readonly DecidedMoment[]> => {
  const customer = found.customers.get(group[0]?.moment.customerId ?? '')
  const { decided, ledger } = decideInOrder(group, customer, found.ledgers.get(ledgerId), live)
  const isUnchanged = decided.every(({ promises }) => promises.every(({ again }) => again))
  if (isUnchanged || (await people.saveLedger(ledgerId, ledger)) === 'written') return decided
  if (tries === maxTries) throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
  await pause(tries)
  // who was faster may have been an identification: then all of these moments are the customer's by now
  const { followed, found: foundNow } = await findFollowed({ people }, group)
  const [first] = followed
  const nowIn = first === undefined ? ledgerId : ledgerIdOf(first.moment)
  return claimAll({ people }, nowIn, followed, foundNow, live, pause, tries + 1)
}

/**
 * Reads whom moments concern. A moment of nobody's device whose ledger went over to a customer is hers if it was before she
 * left, or if her ledger holds its promises: an earlier try saw more of the stream, promised, and was cut short.
 */
const findFollowed = async (
  { people }: Pick<Ports, 'people'>,
  moments: readonly Undecided[],
): Promise<{ followed: readonly Undecided[]; found: PeopleFound }> => {
  const first = await findPeople({ people }, moments)
  const heirs = moments.flatMap((one) => inHerName(one, first) ?? [])
  if (heirs.length === 0) return { followed: moments, found: first }
  const found = await findPeople({ people }, [...moments, ...heirs])
  const followed = moments.map((one) => {
    const hers = inHerName(one, found)
    return hers !== undefined && (isBeforeSheLeft(one, found) || isPromised(hers, found)) ? hers : one
  })
  return { followed, found }
}

const ownLedger = ({ moment }: Undecided, { ledgers }: PeopleFound): Ledger =>
  ledgers.get(ledgerIdOf(moment)) ?? emptyLedger

const inHerName = (one: Undecided, found: PeopleFound): Undecided | undefined => {
  const [, customerId] = ownLedger(one, found).forwardsTo?.split(/^customer:/) ?? []
  return customerId === undefined ? undefined : { ...one, moment: { ...one.moment, customerId } }
}

const isBeforeSheLeft = (one: Undecided, found: PeopleFound): boolean =>
  one.moment.receivedAt < (ownLedger(one, found).forwardsUntil ?? Number.POSITIVE_INFINITY)

const isPromised = (one: Undecided, found: PeopleFound): boolean =>
  ownLedger(one, found).claims.some(({ momentId }) => momentId === one.moment.id)

const findPeople = ({ people }: Pick<Ports, 'people'>, moments: readonly Undecided[]): Promise<PeopleFound> =>
  people.find({
    customerIds: [...new Set(moments.flatMap(({ moment }) => moment.customerId ?? []))],
    ledgerIds: [...new Set(moments.map(({ moment }) => ledgerIdOf(moment)))],
  })

const decideInOrder = (
  group: readonly Undecided[],
  customer: Customer | undefined,
  stored: Ledger | undefined,
  { release, pauses }: Live,
): { decided: DecidedMoment[]; ledger: Ledger } => {
  let ledger = stored ?? emptyLedger
  const decided = group.map((one): DecidedMoment => {
    const { moment, device } = one
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
      })
      if (claims.length > 0) ledger = claimWithin(ledger, claims, moment.receivedAt, release.capNeeds)
      return { ...one, decisions, promises: [...earlier, ...claims.map((one) => ({ ...one, again: false }))] }
    } catch (error) {
      return { ...one, decisions: [], promises: earlier, failed: error as Error }
    }
  })
  return { decided, ledger }
}

const pauseByChance: Pause = (tries) =>
  new Promise((resolve) => setTimeout(resolve, tries * firstPauseMs * (0.5 + Math.random())))
