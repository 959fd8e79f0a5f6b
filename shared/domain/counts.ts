import type { Presence } from './presence.ts'
import type { VenueIndex } from './venue-index.ts'

/** Whether a device counts as a shopper where it is: staff does not, nor does a cart that waits in its bay. */
export const counts = (
  { staff, deviceKind, visit }: Pick<Presence, 'staff' | 'deviceKind' | 'visit'>,
  venue: VenueIndex,
) =>
  !staff &&
  !(deviceKind === 'cart' && visit?.stays.some(({ zoneId }) => venue.zones.get(zoneId)?.zone.holdsCarts === true))
