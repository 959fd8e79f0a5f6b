import type { AnchorHealth } from './health.ts'
import type { WatchedAnchor } from './health-anchors.ts'
import type { Usual } from './health-usual.ts'

/** The share (0 to 1) that an anchor usually has of the sightings of each of its moments' zones, in their order. */
export const sharesOf = (
  anchors: readonly WatchedAnchor[],
  usual: Pick<Usual, 'sightings'>,
): ((anchor: WatchedAnchor) => readonly number[]) => {
  const weights = new Map<string, number>()
  for (const { id, moments } of anchors) {
    for (const key of moments) weights.set(key, (weights.get(key) ?? 0) + usual.sightings(id))
  }
  return ({ id, moments }) => moments.map((key) => usual.sightings(id) / Math.max(1e-9, weights.get(key) ?? 0))
}

/**
 * The moments that a silence has likely cost: what its zones would have raised by now, less what they did. Of a zone that
 * others hear as well it can be blamed for its share of the sightings at most.
 */
export const lostBy = ({ quiet }: Pick<AnchorHealth, 'quiet'>, shares: readonly number[]): number => {
  const { expected = [], raised = [] } = quiet ?? {}
  return expected.reduce((sum, would, i) => {
    const missing = would - (raised[i] ?? 0)
    return sum + Math.min(Math.max(0, missing), would * (shares[i] ?? 1))
  }, 0)
}
