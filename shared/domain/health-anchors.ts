import { type AnchorKind, momentKey } from './health.ts'
import { anchorKey, beaconKey, withoutMac } from './sighting.ts'
import type { VenueIndex } from './venue-index.ts'

/**
 * An anchor as its health is kept: its name on the board, the keys under which it is heard, the names that hardware may have
 * for it, and the moments that it has a part in (by `momentKey`, of the venue first, then of its zones inwards).
 */
export type WatchedAnchor = {
  id: string
  kind: AnchorKind
  anchorId: string
  keys: readonly string[]
  names: readonly string[]
  zones: readonly string[]
  moments: readonly string[]
}

/** All that a venue has on its walls. */
export const watchedAnchors = (index: VenueIndex): WatchedAnchor[] => {
  const { venue } = index
  const watched = (kind: AnchorKind, anchorId: string, own: Pick<WatchedAnchor, 'keys' | 'names' | 'zones'>) => ({
    id: `${kind}:${anchorId}`,
    kind,
    anchorId,
    ...own,
    moments: ['', ...own.zones].map((zoneId) => momentKey(kind, zoneId)),
  })
  return [
    ...venue.gateways.map(({ id }) => {
      const zones = index.place({ gatewayId: id })?.path ?? []
      return watched('gateway', id, { keys: [anchorKey({ gatewayId: id })], names: [], zones })
    }),
    ...venue.beacons.map(({ id, identity }) => {
      const key = beaconKey(identity)
      const zones = index.leafOf.get(`${venue.id}|${key}`)?.path ?? []
      const bare = identity.mac === undefined ? key : beaconKey(withoutMac(identity))
      // a phone that hides addresses hears one of those that say the same: which one, nobody can tell
      const keys = [...new Set([key, bare])]
      const names = identity.mac === undefined ? [bare] : [identity.mac, bare]
      return watched('beacon', id, { keys, names, zones })
    }),
  ]
}
