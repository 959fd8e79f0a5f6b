import type { Venue } from '#shared/domain/venue.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { toDegrees } from './frame.ts'
import type { ImportedMap } from './imported-map.ts'
import type { Origin, Reporting } from './report.ts'

/** What a venue may have of each; a venue's own schema says the same. */
const limits = { floors: 200, zones: 5000, pois: 10_000 } as const
const maxCorners = 2000

/** Tells the report everything that keeps a draft with an imported map in it from being one, each at its feature. */
export const tellDraftFaults = (venue: Venue, { origins }: ImportedMap, report: Reporting): void => {
  const draft: Origin = { file: 'the draft', type: 'venue' }
  const originOf = (path: string): Origin => {
    const [, list, index] = /^(floors|zones|pois)\[(\d+)\]/.exec(path) ?? []
    const one = list === undefined ? undefined : venue[list as 'floors' | 'zones' | 'pois']?.[Number(index)]
    return (one && origins.get(one.id)) ?? draft
  }
  for (const list of ['floors', 'zones', 'pois'] as const) {
    const count = venue[list]?.length ?? 0
    if (count > limits[list])
      report.fault(draft, `it would have ${count} ${list}, and may have ${limits[list]}`, 'import a part of the map')
  }
  for (const { id, area } of venue.zones) {
    const corners = 'polygon' in area ? [area.polygon, ...(area.holes ?? [])].map((ring) => ring.length) : []
    if (Math.max(0, ...corners) > maxCorners)
      report.fault(origins.get(id) ?? draft, `a ring has over ${maxCorners} corners`, 'simplify it')
  }
  for (const { path, reason } of venueFaults(venue))
    report.fault(
      originOf(path),
      `${path}: ${reason}${onEarth(venue, path)}`,
      'mend it where the map is drawn, and import it again',
    )
}

/** Where the corner of a fault lies on the earth, as the map itself has it; nothing where it is about no corner. */
const onEarth = ({ floors, zones }: Venue, path: string): string => {
  const [, index, hole, corner] = /^zones\[(\d+)\]\.area\.(?:polygon|holes\[(\d+)\])\[(\d+)\]$/.exec(path) ?? []
  const zone = index === undefined ? undefined : zones[Number(index)]
  const frame = floors.find(({ id }) => id === zone?.floorId)?.georeference
  if (zone === undefined || frame === undefined || !('polygon' in zone.area)) return ''
  const ring = hole === undefined ? zone.area.polygon : zone.area.holes?.[Number(hole)]
  const at = ring?.[Number(corner)]
  if (at === undefined) return ''
  const [lon, lat] = toDegrees(frame, at)
  return `; that corner is at ${lon.toFixed(7)}, ${lat.toFixed(7)}`
}
