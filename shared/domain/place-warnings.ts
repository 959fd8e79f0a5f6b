import { contains, isShape } from './area.ts'
import { distanceTo } from './distance.ts'
import { cornersOfZone, faultsOfPolygon, type PolygonFault } from './polygon-faults.ts'
import type { Floor, Point, Venue } from './venue.ts'

/** Outlines of real buildings are drawn to about half a metre: of the mall's zones 110 stick out, none by 0.2 m. */
const toleranceMetres = 1

/** What is drawn oddly and may yet be right: what sticks out of its floor, or of its parent, by more than a metre. */
export const placeWarnings = (venue: Venue): PolygonFault[] => {
  const floors = new Map(venue.floors.map((floor) => [floor.id, floor]))
  const zones = new Map(venue.zones.map((zone) => [zone.id, zone]))
  const offFloor = (path: string, floorId: string, corners: readonly Point[]) => {
    const floor = floors.get(floorId)
    const metres = floor ? beyond(outlineOf(floor), corners) : 0
    if (metres <= toleranceMetres) return []
    return [{ path, reason: `lies ${round(metres)} m off floor "${floorId}"; check its place, or the floor's outline` }]
  }
  const points = (['beacons', 'gateways', 'pois', 'signs'] as const).flatMap((list) =>
    (venue[list] ?? []).flatMap(({ floorId, position }, i) =>
      position === undefined ? [] : offFloor(`${list}[${i}].position`, floorId, [position]),
    ),
  )
  return [
    ...venue.zones.flatMap((zone, i) => offFloor(`zones[${i}].area`, zone.floorId, cornersOfZone(zone))),
    ...venue.zones.flatMap((zone, i) => {
      const parent = zone.parentId === undefined ? undefined : zones.get(zone.parentId)
      if (!parent || !isShape(parent.area) || !isShape(zone.area)) return []
      const path = `zones[${i}].parentId`
      if (parent.floorId !== zone.floorId)
        return [{ path, reason: `its parent "${parent.id}" is on floor "${parent.floorId}"; a child lies on the same` }]
      const metres = beyond([parent.area], cornersOfZone(zone))
      if (metres <= toleranceMetres) return []
      const reason = `sticks ${round(metres)} m out of its parent "${parent.id}"; a child lies inside: draw one of them anew`
      return [{ path, reason }]
    }),
    ...points,
    ...drawnBesides(venue),
  ]
}

/** What a map draws besides: nobody is in a fixture, so that one that is drawn wrongly keeps nothing from going live. */
const drawnBesides = ({ map }: Venue): PolygonFault[] => [
  ...(map?.fixtures ?? []).flatMap(({ area }, i) =>
    area.flatMap((polygon, j) => faultsOfPolygon(polygon, `map.fixtures[${i}].area[${j}]`)),
  ),
  ...(map?.footprints ?? []).flatMap(({ outline }, i) =>
    outline.flatMap((polygon, j) => faultsOfPolygon(polygon, `map.footprints[${i}].outline[${j}]`)),
  ),
]

const outlineOf = ({ outline = [] }: Floor) => outline

type Outlines = readonly Parameters<typeof contains>[0][]

/** How many metres the furthest of some corners lies off all outlines; 0 where there is none. */
const beyond = (outlines: Outlines, corners: readonly Point[]): number =>
  outlines.length === 0
    ? 0
    : Math.max(
        0,
        ...corners
          .filter((corner) => !outlines.some((outline) => contains(outline, corner)))
          .map((corner) => Math.min(...outlines.map((outline) => distanceTo(outline, corner)))),
      )

const round = (metres: number) => Number(metres.toFixed(1))
