import type { Venue } from '#shared/domain/venue.ts'
import { exportImdf } from '#shared/maps/export-imdf.ts'
import type { MapFormat } from '#shared/maps/import-map.ts'
import { importFiles } from '#shared/maps/import-map.ts'
import { intoDraft } from '#shared/maps/into-draft.ts'
import { fileOf, type MapFile } from '#shared/maps/map-file.ts'
import { type Report, startReport } from '#shared/maps/report.ts'

/** A venue of which nothing is known yet. */
export const emptyVenue = (id = 'harbour'): Venue => ({
  id,
  name: 'Harbour',
  timezone: 'Europe/Berlin',
  floors: [],
  zones: [],
  beacons: [],
  gateways: [],
})

/** A map's files read into a draft, with the report. */
export const imported = async (
  files: readonly MapFile[],
  draft: Venue = emptyVenue(),
  format: MapFormat['format'] = 'imdf',
): Promise<{ venue: Venue; report: Report }> => {
  const report = startReport()
  const map = await importFiles(files, { format }, report)
  return { venue: intoDraft(draft, map), report: report.done() }
}

/** The files that a venue is exported to. */
export const exported = (venue: Venue): MapFile[] => {
  const { manifest, collections } = exportImdf(venue, 0)
  return Object.entries({ 'manifest.json': manifest, ...collections }).map(([name, value]) =>
    fileOf(name, JSON.stringify(value)),
  )
}
