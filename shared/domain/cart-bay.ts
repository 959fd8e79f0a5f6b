import type { DeviceKind } from './customer.ts'
import type { Release } from './release.ts'
import type { Where } from './shared-visit.ts'

/** Whether a cart waits in a bay for carts, or in a zone of one: then nobody pushes it. */
export const isInBay = (kind: DeviceKind, where: Where | undefined, { venues }: Release): boolean => {
  if (kind !== 'cart' || where === undefined) return false
  const zones = venues.get(where.venueId)?.zones
  return where.stays.some(({ zoneId }) => zones?.get(zoneId)?.zone.holdsCarts === true)
}
