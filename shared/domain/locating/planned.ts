import { anchorKey, beaconKey } from '../sighting.ts'
import type { Point, Venue } from '../venue.ts'

/** What stands where, as the operator says: the anchors of a venue under the names that sightings have for them. */
export const anchorsOf = (venue: Venue): { key: string; floorId: string; position?: Point; txPower?: number }[] => [
  ...venue.beacons.map(({ identity, floorId, position, txPower }) => ({
    key: beaconKey(identity),
    floorId,
    ...(position ? { position } : {}),
    ...(txPower === undefined ? {} : { txPower }),
  })),
  ...venue.gateways.map(({ id, floorId, position }) => ({
    key: anchorKey({ gatewayId: id }),
    floorId,
    ...(position ? { position } : {}),
  })),
]
