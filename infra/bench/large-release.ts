import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packed } from '#shared/adapters/aws/items.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import { largeVenue } from './large-venue.ts'
import type { Result } from './result.ts'

const run = promisify(execFile)
const processes = 5 // the median counts

/** Stores a venue as releases do, and loads it in fresh processes: how large it is, and how much CPU time its first look takes. */
export const measureLargeRelease = async (folder: string, zones: number, beacons: number): Promise<Result[]> => {
  const venue = largeVenue(zones, beacons)
  const bytes = packed(venue)
  const { readMs, allMs } = await loadCold(folder, { version: 'v1', publishedAt: 0, venues: [venue], journeys: [] })
  const name = `a venue of ${zones.toLocaleString('en')} zones and ${beacons.toLocaleString('en')} beacons`
  return [
    { name: `${name}: as JSON`, unit: 'kB', value: JSON.stringify(venue).length / 1000 },
    { name: `${name}: stored`, unit: 'kB', value: bytes.length / 1000 },
    { name: `${name}: decompressed and parsed, cold`, unit: 'ms CPU', value: readMs },
    { name: `${name}: and indexed, cold`, unit: 'ms CPU', value: allMs },
  ]
}

/**
 * What a new environment of a function does with a release, in fresh processes: milliseconds of CPU to decompress and parse it,
 * and with indexing it and asking it once. The median of some.
 */
export const loadCold = async (folder: string, content: ReleaseContent): Promise<{ readMs: number; allMs: number }> => {
  const file = join(folder, 'release.packed')
  writeFileSync(file, packed(content))
  const times: { readMs: number; allMs: number }[] = []
  for (let i = 0; i < processes; i++) {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'load-release.ts'), file])
    times.push(JSON.parse(stdout))
  }
  const median = (of: 'readMs' | 'allMs') =>
    times.map((time) => time[of]).toSorted((a, b) => a - b)[Math.floor(processes / 2)] ?? Number.NaN
  return { readMs: median('readMs'), allMs: median('allMs') }
}
