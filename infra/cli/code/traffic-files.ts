import { createReadStream, existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { Recorded } from '#shared/domain/backtest/backtest.ts'
import { createTrafficReader } from '#shared/domain/backtest/traffic.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { compileRelease } from '#shared/domain/release.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { check } from '#shared/schemas/faults.ts'
import { type Binding, bindingExample, bindingSchema, boundVenue } from '../../replay/binding.ts'
import { learnVenue } from '../../replay/learn-venue.ts'
import { readRecording } from '../../replay/recording.ts'
import { walkedMoments } from '../../replay/walked-moments.ts'
import type { FolderContent } from './folder-content.ts'
import { parseFile } from './parse.ts'
import { trafficFolder } from './read-folder.ts'

/** What was recorded, as it comes; `content` are the resources as they stand for it. `total` is how many bytes or moments there are. */
export type Traffic = {
  total: number
  unit: 'bytes' | 'moments'
  content(of: FolderContent): FolderContent
  feeds: Readonly<Record<string, unknown>>
  /** `read` is told how much of the total is behind. */
  each(read: (done: number) => void): AsyncIterable<Recorded> | Iterable<Recorded>
  /** Lines that could not be read. */
  unreadable(): number
}

/** Opens traffic: the archive of a laptop or of AWS, a file of its lines, or the recording of a building. */
export const openTraffic = async (path: string, folder: string, content: FolderContent): Promise<Traffic> => {
  if (!existsSync(path))
    throw new Error(`There is no traffic at "${path}": name a recording, an archive, or a file of it.`)
  return existsSync(join(path, 'traces.csv')) ? openRecording(path, folder, content) : openArchive(path)
}

const archived = '**/*.{gz,ndjson,jsonl}'

const openArchive = (path: string): Traffic => {
  const isFolder = statSync(path).isDirectory()
  // by the hours that their names tell
  const files = isFolder
    ? globSync(archived, { cwd: path })
        .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
        .map((file) => join(path, file))
    : [path]
  if (files.length === 0) throw new Error(`"${path}" holds no archive: there is no .gz, .ndjson or .jsonl file in it.`)
  const reader = createTrafficReader()
  let unreadable = 0
  async function* each(read: (done: number) => void): AsyncIterable<Recorded> {
    let before = 0
    for (const file of files) {
      const bytes = createReadStream(file)
      const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
      for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
        if (line === '') continue
        const entry = entryIn(line)
        if (entry === undefined) unreadable += 1
        const recorded = entry && reader.read(entry)
        if (recorded) yield recorded
        read(before + bytes.bytesRead)
      }
      before += statSync(file).size
    }
  }
  const total = files.reduce((sum, file) => sum + statSync(file).size, 0)
  return { total, unit: 'bytes', content: (of) => of, feeds: {}, each, unreadable: () => unreadable }
}

const entryIn = (line: string): JournalEntry | undefined => {
  try {
    return JSON.parse(line) as JournalEntry
  } catch {
    return undefined
  }
}

const openRecording = async (path: string, folder: string, content: FolderContent): Promise<Traffic> => {
  const binding = readBinding(join(folder, trafficFolder, `${basename(resolve(path))}.yaml`))
  const recording = await readRecording(path)
  const recorded = learnVenue(recording)
  const venues = new Map<string, Venue>(
    content.venues
      .filter(({ id }) => id in binding.venues)
      .map((venue) => [venue.id, boundVenue(venue, recorded, binding)]),
  )
  const bound = (of: FolderContent): FolderContent => ({
    ...of,
    venues: of.venues.map((venue) => venues.get(venue.id) ?? venue),
  })
  const release = compileRelease({ ...bound(content), version: 'recorded', publishedAt: 0 })
  const moments = walkedMoments(recording.walks, [...venues.keys()], binding, release)
  function* each(read: (done: number) => void): Iterable<Recorded> {
    for (const [place, moment] of moments.entries()) {
      // whoever walked is somebody whom the venue knows, by the name of her phone
      yield { happening: { occasion: { ...moment, customerId: moment.deviceId }, now: moment.receivedAt } }
      read(place + 1)
    }
  }
  return { total: moments.length, unit: 'moments', content: bound, feeds: binding.feeds, each, unreadable: () => 0 }
}

const readBinding = (file: string): Binding => {
  if (!existsSync(file))
    throw new Error(`${file} is missing: it says which zones of the recording stand for which of yours.`)
  const parsed = parseFile(readFileSync(file))
  if ('faults' in parsed)
    throw new Error(parsed.faults.map((one) => `${file}:${one.line}:${one.column}: ${one.reason}`).join('\n'))
  const read = check(bindingSchema, parsed.value, bindingExample)
  if ('value' in read) return read.value
  const placed = read.faults.map(({ path, reason }) => ({ path, reason, ...parsed.locate(path) }))
  throw new Error(placed.map((one) => `${file}:${one.line}:${one.column}: ${one.path}: ${one.reason}`).join('\n'))
}
