import { cornerOf, extentOf, isShape, surrounds } from './area.ts'
import type { PresenceKnobs, Venue, Zone } from './venue.ts'
import { drawZones } from './zone-map.ts'

/** `path` are the zones around it and itself, outermost first, without those that hold nobody. `rank` is lower the more specific it is. */
export type IndexedZone = { zone: Zone; knobs: PresenceKnobs; path: readonly string[]; rank: number }

/**
 * The zones of a venue by id, with the knobs that hold for each and the zones around it. A zone that is not public holds
 * nobody: it is on no path, and its own one ends with the innermost public zone around it.
 */
export const zonesOf = (
  { zones }: Venue,
  knobs: PresenceKnobs,
  dwells: ReadonlyMap<string, readonly number[]>,
): Map<string, IndexedZone> => {
  const sized = zones.map((zone): Sized => ({ zone, extent: extentOfZone(zone) }))
  const parents = parentsOf(sized)
  const hidden = new Set(zones.flatMap(({ id, isPublic }) => (isPublic === false ? [id] : [])))
  const laid = sized.map(({ zone, extent }) => {
    const path = pathOf(zone.id, parents).filter((id) => !hidden.has(id))
    return { zone, extent, path }
  })
  // the deepest first; of equals the smaller, then by id so that the answer is stable
  const ranked = laid.toSorted(
    (a, b) => b.path.length - a.path.length || a.extent - b.extent || (a.zone.id < b.zone.id ? -1 : 1),
  )
  const ranks = new Map(ranked.map(({ zone }, rank) => [zone.id, rank]))
  return new Map(
    laid.map(({ zone, path }) => {
      const own = { ...knobs, ...zone.presence }
      const dwellSeconds = [...new Set([...own.dwellSeconds, ...(dwells.get(zone.id) ?? [])])].sort((a, b) => a - b)
      return [zone.id, { zone, knobs: { ...own, dwellSeconds }, path, rank: ranks.get(zone.id) ?? 0 }]
    }),
  )
}

type Sized = { zone: Zone; extent: number }

/** Square metres, or how many anchors a set has: either way less is more specific. */
const extentOfZone = ({ area }: Zone): number =>
  isShape(area) ? extentOf(area) : area.beaconIds.length + area.gatewayIds.length

/** Parents as the operator said, else the smallest public shape of the floor that holds all of the zone's own. */
const parentsOf = (zones: readonly Sized[]): Map<string, string> => {
  const mapped = drawZones(zones.filter(({ zone }) => zone.isPublic !== false))
  const parents = new Map<string, string>()
  for (const { zone } of zones) if (zone.parentId !== undefined) parents.set(zone.id, zone.parentId)
  for (const one of zones) {
    if (one.zone.parentId !== undefined) continue
    const parent = drawnAround(one, mapped).find((id) => !liesIn(id, one.zone.id, parents))
    if (parent !== undefined) parents.set(one.zone.id, parent)
  }
  return parents
}

/** The shapes around a zone's, the smallest first. */
const drawnAround = ({ zone, extent }: Sized, mapped: ReturnType<typeof drawZones<Sized>>): string[] => {
  const { area, floorId } = zone
  if (!isShape(area)) return []
  // whatever is around all of it is around its first corner
  const around = mapped(floorId, cornerOf(area)).filter(
    (other) => other.extent > extent && isShape(other.zone.area) && surrounds(other.zone.area, area),
  )
  return around.sort((a, b) => a.extent - b.extent || (a.zone.id < b.zone.id ? -1 : 1)).map((one) => one.zone.id)
}

/** Whether a zone lies in another by what is known of parents: the operator may have put a large one into a small one. */
const liesIn = (zoneId: string, other: string, parents: ReadonlyMap<string, string>): boolean => {
  const seen = new Set<string>()
  for (let id: string | undefined = zoneId; id !== undefined && !seen.has(id); id = parents.get(id)) {
    if (id === other) return true
    seen.add(id)
  }
  return false
}

const pathOf = (zoneId: string, parents: ReadonlyMap<string, string>): string[] => {
  const path: string[] = []
  for (let id: string | undefined = zoneId; id !== undefined; id = parents.get(id)) {
    if (path.includes(id))
      throw new Error(
        `zone ${zoneId}: its parents go in a circle (${[id, ...path].join(' < ')}); take one parentId away`,
      )
    path.unshift(id)
  }
  return path
}
