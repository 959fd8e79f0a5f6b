import { type Membership, mayReplace, occupancyLimits } from '#shared/domain/occupancy.ts'
import type { Occupancies } from '#shared/ports.ts'

/** Who is where, the newest word on each visitor of each venue. */
export const memoryOccupancies = (): Occupancies => {
  const known = new Map<string, Membership>()
  const within = (venueId: string, now: number) =>
    [...known.values()].filter(
      (one) => one.venueId === venueId && one.zones !== undefined && one.at + occupancyLimits.staySeconds * 1000 > now,
    )
  return {
    note: async (memberships) => {
      for (const one of memberships) {
        const key = `${one.venueId} ${one.visitor}`
        const before = known.get(key)
        if (before === undefined || mayReplace(one.rank, before.rank)) known.set(key, structuredClone(one))
      }
    },
    visitors: async (venueId, now) => within(venueId, now).map(({ zones = [] }) => zones),
    present: async (venueId, zoneId, now) =>
      within(venueId, now).flatMap(({ ledgerId, zones = [] }) =>
        zoneId === undefined || zones.includes(zoneId) ? [ledgerId] : [],
      ),
  }
}
