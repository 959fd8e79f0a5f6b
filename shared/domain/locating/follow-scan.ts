import type { Fix } from '../fix.ts'
import { type Belief, decodeBelief, encodeBelief } from './belief.ts'
import type { Heard, Locator } from './locator.ts'
import { type CellZones, readFix } from './read-fix.ts'

/** How a venue finds devices by what they hear: its locator, and the zones of that map's cells. */
export type Locating = { locator: Locator; zones: CellZones }

/** A belief as it is stored: bytes in base64, and the map whose cells they name. */
export type StoredBelief = { map: string; bytes: string }

/**
 * Follows what was heard at one time, and reads where the device is. A belief about another map's cells begins anew. Undefined
 * where the map knows nothing of it.
 */
export const followScan = (
  { locator, zones }: Locating,
  stored: StoredBelief | undefined,
  heard: readonly Heard[],
): { belief: StoredBelief; fix: Fix } | undefined => {
  const { version } = locator.map
  const before = stored?.map === version ? decodeBelief(Buffer.from(stored.bytes, 'base64')) : undefined
  const belief: Belief | undefined = locator.follow(before, heard)
  if (!belief || belief.cells.length === 0) return undefined
  return {
    belief: { map: version, bytes: Buffer.from(encodeBelief(belief)).toString('base64') },
    fix: readFix(belief, locator.map, zones),
  }
}
