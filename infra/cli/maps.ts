import { createReadStream, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ZipFile } from 'yazl'
import type { Note } from '#shared/maps/report.ts'
import type { Link } from '#shared/ports.ts'
import type { ImportResult, Upload } from '#shared/use-cases/import-jobs.ts'
import type { ShownJob } from '#shared/use-cases/show-job.ts'
import type { Api } from './api.ts'
import { table } from './table.ts'

export const mapsUsage = `npx usher maps import VENUE PATH  imports a map: an IMDF folder or zip, or a folder of floors of GeoJSON
    --timezone T, --name N   of a venue that is new
npx usher maps export VENUE FILE  writes its map as an IMDF zip`

export type MapsCommand =
  | { action: 'import'; venueId: string; path: string; timezone?: string; name?: string }
  | { action: 'export'; venueId: string; path: string }

/** Reads what stands behind `npx usher maps`. Throws with a text that says what is wrong. */
export const readMapsCommand = (args: readonly string[]): MapsCommand => {
  const options = { timezone: { type: 'string' }, name: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  const [action, venueId, path, ...more] = positionals
  if (action !== 'import' && action !== 'export')
    throw new Error(`There is no "maps ${action ?? ''}"; there are import and export.`)
  if (venueId === undefined || path === undefined || more.length > 0)
    throw new Error(`maps ${action} takes a venue and a ${action === 'import' ? 'folder or zip' : 'file'}.`)
  return { action, venueId, path, ...(action === 'import' ? values : {}) }
}

/** Runs a command and returns what to print. Rejects where nothing was imported, with the faults. */
export const runMaps = async (api: Api, command: MapsCommand, width: number): Promise<string> =>
  command.action === 'export' ? exportMap(api, command) : importMap(api, command, width)

const exportMap = async (api: Api, { venueId, path }: MapsCommand): Promise<string> => {
  const { url } = await api.get<Link>(`/venues/${encodeURIComponent(venueId)}/export`)
  const zip = Buffer.from(await (await fetch(url)).arrayBuffer())
  writeFileSync(path, zip)
  return `${path}: ${zip.length} bytes`
}

const everyMs = 500

const importMap = async (
  api: Api,
  { venueId, path, ...own }: Extract<MapsCommand, { action: 'import' }>,
  width: number,
): Promise<string> => {
  const { body, format } = await readMap(path)
  const { action: _, ...rest } = own
  const venue = `/venues/${encodeURIComponent(venueId)}`
  const asked = { format, bytes: body.length, ...rest }
  const { jobId, upload } = await api.post<{ jobId: string; upload: Upload }>(`${venue}/imports`, asked)
  const taken = await fetch(upload.url, { method: upload.method, body: new Uint8Array(body) })
  if (!taken.ok) throw new Error(`The upload was answered with ${taken.status}: ${await taken.text()}`)
  for (;;) {
    const job = await api.get<ShownJob>(`${venue}/jobs/${jobId}`)
    if (job.state === 'done') return reportText(job, width)
    if (job.state === 'failed') throw new Error(`Nothing was imported.\n${job.reason ?? reportText(job, width)}`)
    await sleep(everyMs)
  }
}

/** A folder is zipped; what holds `geojson_map.json` is floors, anything else IMDF. */
const readMap = async (path: string): Promise<{ body: Buffer; format: 'imdf' | 'geojson' }> => {
  const isFolder = statSync(path).isDirectory()
  const body = isFolder ? await zipOf(path) : readFileSync(path)
  return { body, format: body.includes('geojson_map.json') ? 'geojson' : 'imdf' }
}

const zipOf = async (folder: string): Promise<Buffer> => {
  const zip = new ZipFile()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    const path = join(entry.parentPath, entry.name)
    zip.addReadStream(createReadStream(path), path.slice(join(folder, '/').length).replaceAll('\\', '/'))
  }
  zip.end()
  return buffer(zip.outputStream)
}

const reportText = ({ result, reportUrl }: ShownJob, width: number): string => {
  const { counts = {}, notes = [], unlisted = 0, draft } = (result ?? {}) as Partial<ImportResult>
  const rows = Object.entries(counts).map(([type, { read, imported, skipped, mended }]) =>
    [type, read, imported, skipped, mended].map(String),
  )
  const lines = notes.map(({ outcome, file, place = '', reason, todo }: Note) =>
    `${outcome}: ${file} ${place}: ${reason}. To do: ${todo}`.replace(' : ', ': '),
  )
  return [
    table(['TYPE', 'READ', 'IMPORTED', 'SKIPPED', 'MENDED'], rows, width),
    ...lines,
    ...(unlisted > 0 || notes.length >= 100 ? [`The whole report: ${reportUrl}`] : []),
    ...(draft
      ? [`The draft has ${draft.floors} floors, ${draft.zones} zones and ${draft.pois} places of interest.`]
      : []),
  ].join('\n')
}
