import { decodeRadioMap } from '#shared/domain/locating/codec.ts'
import { type Locator, locatorOf } from '#shared/domain/locating/locator.ts'
import type { Ports } from '#shared/ports.ts'

/** A locator of a radio map, or why there is none. */
export type LiveRadioMap = { locator: Locator } | { unusable: string }

const mostBytes = 12_000_000 // as stored; decoded they take six times as much, of a function's 512 MB

type Kept = { map: Promise<LiveRadioMap>; bytes: number }

/**
 * Loads radio maps when somebody is first to be located by them: each version once, all of its floors. Of many venues those
 * that were asked for lately are kept, up to 12 MB as stored. A failed read is an outage and is tried again at the next call; a
 * map that is not stored, or of another schema, is unusable: no retry mends it, and presence does without.
 */
export const liveRadioMaps = ({ radioMaps }: Pick<Ports, 'radioMaps'>) => {
  const kept = new Map<string, Kept>()

  const load = async (version: string, own: Kept): Promise<LiveRadioMap> => {
    const parts = await radioMaps.load(version)
    if (!parts)
      return { unusable: `radio map ${version} is not stored: learn it again (POST /venues/{venueId}/radio-maps)` }
    own.bytes = [parts.index, ...parts.floors.values()].reduce((sum, { length }) => sum + length, 0)
    try {
      return { locator: locatorOf(decodeRadioMap(parts)) }
    } catch (error) {
      return { unusable: (error as Error).message }
    }
  }

  const makeRoom = () => {
    let sum = [...kept.values()].reduce((all, { bytes }) => all + bytes, 0)
    for (const [version, { bytes }] of kept) {
      if (sum <= mostBytes || kept.size === 1) return
      kept.delete(version)
      sum -= bytes
    }
  }

  return async (version: string): Promise<LiveRadioMap> => {
    const known = kept.get(version)
    // last in the order: the first ones are the longest unused
    kept.delete(version)
    const own = known ?? { map: Promise.resolve({ unusable: '' }), bytes: 0 }
    if (!known) own.map = load(version, own)
    kept.set(version, own)
    try {
      const map = await own.map
      makeRoom()
      return map
    } catch (error) {
      if (kept.get(version) === own) kept.delete(version)
      throw error
    }
  }
}
