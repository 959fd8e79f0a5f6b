import type { AnchorHealth } from './health.ts'
import type { WatchedAnchor } from './health-anchors.ts'
import type { Usual } from './health-usual.ts'

/**
 * The share (0 to 1) that an anchor usually has of the sightings behind each of its moments, in their order. In its own
 * zone it shares with those that hang there too, not with those of zones inside: they raise moments of their own.
 */
export const sharesOf = (
  anchors: readonly WatchedAnchor[],
  usual: Pick<Usual, 'sightings'>,
): ((anchor: WatchedAnchor) => readonly number[]) => {
  const around = new Map<string, number>()
  const within = new Map<string, number>()
  for (const { id, moments } of anchors) {
    const sightings = usual.sightings(id)
    for (const key of moments) around.set(key, (around.get(key) ?? 0) + sightings)
    const own = moments.at(-1) ?? ''
    within.set(own, (within.get(own) ?? 0) + sightings)
  }
  return ({ id, moments }) =>
    moments.map((key, i) => {
      const all = (i === moments.length - 1 ? within : around).get(key) ?? 0
      return usual.sightings(id) / Math.max(1e-9, all)
    })
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
