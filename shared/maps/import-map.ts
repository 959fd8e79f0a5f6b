import { type FloorInfo, floorFilesOf, importFloors } from './floor-map.ts'
import { importImdf } from './import-imdf.ts'
import type { ImportedMap } from './imported-map.ts'
import type { MapFile } from './map-file.ts'
import type { Reporting } from './report.ts'
import { filesOfZip, isZip } from './zip.ts'

/** What a file holds: an IMDF archive as a zip, floors of plain GeoJSON as a zip of folders, or one floor with what it does not say itself. */
export type MapFormat = { format: 'imdf' } | { format: 'geojson'; floor?: FloorInfo }

/** A zip is held whole while it is read. */
const maxZipBytes = 64_000_000

/** Reads one uploaded file. All that is skipped, mended, or keeps the import from taking place is told to the report. */
export const importMap = async (file: MapFile, as: MapFormat, report: Reporting): Promise<ImportedMap> => {
  if (as.format === 'geojson' && as.floor !== undefined)
    return importFloors([{ file, info: as.floor }], report, 'one floor')
  const bytes = await zipBytes(file, report)
  const files = bytes === undefined ? [] : await filesOfZip(bytes, report)
  if (report.faults > 0) return { floors: [], zones: [], pois: [], origins: new Map() }
  return importFiles(files, as, report)
}

/** Reads files that lie beside each other, as in a folder. */
export const importFiles = async (
  files: readonly MapFile[],
  { format }: MapFormat,
  report: Reporting,
): Promise<ImportedMap> =>
  format === 'imdf' ? importImdf(files, report) : importFloors(await floorFilesOf(files, report), report)

const zipBytes = async ({ name, open }: MapFile, report: Reporting): Promise<Buffer | undefined> => {
  const origin = { file: name, type: 'file' }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of open()) {
    bytes += chunk.length
    chunks.push(chunk)
    if (bytes > maxZipBytes) {
      report.fault(origin, `the zip has over ${maxZipBytes} bytes`, 'import a part of the map')
      return undefined
    }
  }
  const whole = Buffer.concat(chunks)
  if (isZip(whole)) return whole
  report.fault(
    origin,
    'it is no zip',
    'zip the folder of the map; a single floor of GeoJSON takes "floor" in the request',
  )
  return undefined
}
