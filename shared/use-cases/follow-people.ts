import { emptyLedger, type Ledger, ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { Sign } from '#shared/domain/shared-visit.ts'
import type { PeopleFound, Ports } from '#shared/ports.ts'
import type { CausedOccasion } from './fold-mailbox.ts'

/**
 * What came to a person's mailbox or to one of her devices', and what that device is. `isApart`: it is hers because of what was
 * promised for it, and no moment of her visit.
 */
export type Undecided = CausedOccasion & {
  mailbox: string
  device: Pick<Presence, 'deviceKind' | 'staff'>
  isApart?: true
}

/**
 * Reads whom moments and signs concern. A moment of nobody's device whose ledger went over to a customer is hers if it was
 * before she left, or if her ledger holds its promises: an earlier try saw more of the stream, promised, and was cut short.
 */
export const findFollowed = async (
  { people }: Pick<Ports, 'people'>,
  moments: readonly Undecided[],
  signs: readonly Sign[],
): Promise<{ followed: readonly Undecided[]; found: PeopleFound }> => {
  const first = await findPeople({ people }, moments, signs)
  const heirs = moments.flatMap((one) => inHerName(one, first) ?? [])
  if (heirs.length === 0) return { followed: moments, found: first }
  const found = await findPeople({ people }, [...moments, ...heirs], signs)
  const followed = moments.map((one) => {
    const hers = inHerName(one, found)
    if (hers === undefined) return one
    if (isBeforeSheLeft(one, found)) return hers
    return isPromised(hers, found) ? { ...hers, isApart: true as const } : one
  })
  return { followed, found }
}

const ownLedger = ({ occasion }: Undecided, { ledgers }: PeopleFound): Ledger =>
  ledgers.get(ledgerIdOf(occasion)) ?? emptyLedger

const inHerName = (one: Undecided, found: PeopleFound): Undecided | undefined => {
  const [, customerId] = ownLedger(one, found).forwardsTo?.split(/^customer:/) ?? []
  return customerId === undefined ? undefined : { ...one, occasion: { ...one.occasion, customerId } }
}

const isBeforeSheLeft = (one: Undecided, found: PeopleFound): boolean =>
  one.occasion.receivedAt < (ownLedger(one, found).forwardsUntil ?? Number.POSITIVE_INFINITY)

const isPromised = (one: Undecided, found: PeopleFound): boolean =>
  ownLedger(one, found).claims.some(({ momentId }) => momentId === one.occasion.id)

const findPeople = (
  { people }: Pick<Ports, 'people'>,
  moments: readonly Undecided[],
  signs: readonly Sign[],
): Promise<PeopleFound> =>
  people.find({
    customerIds: [
      ...new Set([
        ...moments.flatMap(({ occasion }) => occasion.customerId ?? []),
        ...signs.map((one) => one.customerId),
      ]),
    ],
    ledgerIds: [...new Set([...moments.map(({ occasion }) => ledgerIdOf(occasion)), ...signs.map(ledgerIdOf)])],
  })
