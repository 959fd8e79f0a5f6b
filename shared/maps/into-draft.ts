import type { Floor, Poi, Venue, Zone } from '#shared/domain/venue.ts'
import type { ImportedMap } from './imported-map.ts'

/**
 * A draft with a map in it. Floors, zones and places of interest that came from a map are replaced: by the imported ones of
 * the same id, or by nothing. What operators made by hand stays: beacons, gateways, signs, zones that they drew, and on a zone of the
 * map its knobs, aliases and whatever the map says nothing of. Importing the same map again changes nothing.
 */
export const intoDraft = (draft: Venue, imported: ImportedMap): Venue => {
  const { floorId } = imported
  const isReplaced = (one: { source?: unknown; floorId?: string; id: string }, isFloor = false) =>
    one.source !== undefined && (floorId === undefined || (isFloor ? one.id : one.floorId) === floorId)
  const pois = merged(draft.pois ?? [], imported.pois, (one) => isReplaced(one), keptOfPoi)
  return {
    ...draft,
    floors: merged(
      draft.floors,
      imported.floors.map((floor) => withAliases(floor, draft)),
      (one) => isReplaced(one, true),
      () => ({}),
    ).sort((a, b) => a.level - b.level),
    zones: merged(draft.zones, imported.zones, (one) => isReplaced(one), keptOfZone),
    ...(pois.length > 0 || draft.pois !== undefined ? { pois } : {}),
    ...(imported.map === undefined ? {} : { map: imported.map }),
  }
}

/** Imported ones in the place of those that they replace, then new ones; what is replaced by nothing goes. */
const merged = <T extends { id: string }>(
  old: readonly T[],
  imported: readonly T[],
  isReplaced: (one: T) => boolean,
  kept: (old: T) => Partial<T>,
): T[] => {
  const byId = new Map(imported.map((one) => [one.id, one]))
  const before = new Set(old.map(({ id }) => id))
  return [
    ...old.flatMap((one) => {
      const next = byId.get(one.id)
      if (next === undefined) return isReplaced(one) ? [] : [one]
      return [{ ...kept(one), ...next }]
    }),
    ...imported.filter(({ id }) => !before.has(id)),
  ]
}

/** A floor is called by what the map calls it, and by what operators call it besides. */
const withAliases = (floor: Floor, { floors }: Venue): Floor => {
  const old = floors.find(({ id }) => id === floor.id)?.aliases ?? []
  const aliases = [...new Set([...old, ...(floor.aliases ?? [])])]
  return aliases.length === 0 ? floor : { ...floor, aliases }
}

const keptOfZone = ({
  parentId,
  category,
  isPublic,
  openingHours,
  aliases,
  holdsCarts,
  presence,
}: Zone): Partial<Zone> => defined({ parentId, category, isPublic, openingHours, aliases, holdsCarts, presence })

const keptOfPoi = ({ category, openingHours, zoneId }: Poi): Partial<Poi> => defined({ category, openingHours, zoneId })

const defined = <T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never
