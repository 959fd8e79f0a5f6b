import type { Customer } from '#shared/domain/customer.ts'
import { type Ledger, ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { type Membership, visitorOf } from '#shared/domain/occupancy.ts'
import { noVisits, type Sign, zonesShared } from '#shared/domain/shared-visit.ts'
import type { Folded } from './fold-mailbox.ts'

/** Where a customer is, as her ledger has it after this: in each venue that she, or a device of hers, came to, moved in or left. */
export const membershipsOf = (
  ledgerId: string,
  { version, shared = noVisits }: Pick<Ledger, 'version' | 'shared'>,
  customer: Pick<Customer, 'staff'> | undefined,
  decided: readonly { occasion: Occasion; isShared?: true }[],
  signs: readonly Sign[],
): Membership[] => {
  const moved = decided.flatMap(({ occasion, isShared }) =>
    isShared || !('visitId' in occasion) || occasion.kind === 'zone.dwell' ? [] : [occasion],
  )
  const venueIds = new Set([
    ...moved.map(({ venueId }) => venueId),
    ...signs.flatMap(({ where }) => where?.venueId ?? []),
  ])
  const at = Math.max(...moved.map(({ receivedAt }) => receivedAt), ...signs.map(({ saidAt }) => saidAt))
  return [...venueIds].map((venueId) => ({
    venueId,
    visitor: visitorOf(ledgerId),
    ledgerId,
    zones: customer?.staff ? undefined : zonesShared(shared, venueId),
    rank: [version, 0],
    at,
  }))
}

/** Where a device is that was nobody's at some time of a batch: as long as it is, it counts by itself. */
export const ownMembership = ({ before, presence, where, moments, signs }: Folded, at: number): Membership[] => {
  if (presence === undefined) return []
  const isNobodys = presence.customerId === undefined
  const wasNobodys = before !== undefined && before.customerId === undefined
  const moved = moments.filter(({ moment }) => moment.kind !== 'zone.dwell')
  const isCounted = where.before ?? where.after ?? moved.some((one) => one.before ?? one.after)
  const hasChanged =
    moved.length > 0 || signs.length > 0 || (where.before === undefined) !== (where.after === undefined)
  if (!isCounted || !hasChanged || !(isNobodys || wasNobodys || signs.length > 1)) return []
  const venueIds = new Set(
    [where.before, where.after, ...moved.map(({ moment }) => moment)].flatMap((one) => one?.venueId ?? []),
  )
  const ledgerId = ledgerIdOf({ deviceId: presence.deviceId })
  return [...venueIds].map((venueId) => ({
    venueId,
    visitor: visitorOf(ledgerId),
    ledgerId,
    zones: isNobodys && where.after?.venueId === venueId ? where.after.stays.map(({ zoneId }) => zoneId) : undefined,
    // both numbers only grow along the stream, so that whoever has read less of it does not overwrite who has read more
    rank: [(before?.version ?? 0) + 1, presence.moments + signs.length],
    at,
  }))
}
