import { loudness } from '../loudness.ts'
import type { Sighting } from '../sighting.ts'
import type { VenueIndex } from '../venue-index.ts'
import type { Heard } from './locator.ts'

/**
 * A sighting as a radio map names it: by the registered anchor that it is of. A beacon is as loud as it is heard, because its
 * power is its own; a tag that a gateway hears is set to the power that all are compared at.
 */
export const heardAs = ({ anchor, rssi, txPower, occurredAt }: Sighting, venue: VenueIndex): Heard | undefined => {
  const place = venue.place(anchor, occurredAt)
  if (!place) return undefined
  const key = place.anchorId.slice(venue.venue.id.length + 1)
  const [identity = key] = key.split('@')
  const louder = 'gatewayId' in anchor && txPower !== undefined ? loudness.referenceTxPower - txPower : 0
  return { key, ...(identity === key ? {} : { identity }), rssi: rssi + louder, at: occurredAt }
}
