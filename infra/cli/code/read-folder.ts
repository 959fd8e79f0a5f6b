import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { nearestName } from '#shared/domain/nearest-name.ts'
import { checkAs, type Kind, keyOf, kindNames, kinds, type Values } from './kinds.ts'
import { maxFileBytes, parseFile } from './parse.ts'
import type { Locate, Position } from './positions.ts'

/** What is wrong in a file, where, and how it would be right. `path` is the field, if it is one's. */
export type FileFault = Position & { file: string; path?: string; reason: string; example?: unknown }

/** A resource that a file holds, in the API's own shape. `file` is seen from the folder. */
export type Resource<K extends Kind = Kind> = { kind: K; id: string; file: string; value: Values[K]; locate: Locate }

/** What a folder holds, and all that is wrong with its files, each by itself. */
export type Folder = { resources: readonly Resource[]; faults: readonly FileFault[] }

/** The folder beside the resources with what backtests need; it is no business of the API's. */
export const trafficFolder = 'traffic'

const textFile = /\.(ya?ml|json)$/
const foldersKnown = [...kindNames.filter((kind) => kind !== 'settings'), trafficFolder]

/** Reads a folder of resources: `journeys/*.yaml`, `venues/*.json`, `settings.yaml`. Throws if there is no such folder. */
export const readFolder = (folder: string): Folder => {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Error(`There is no folder "${folder}": name the one that holds journeys/, segments/ and so on.`)
  const resources = new Map<string, Resource>()
  const faults: FileFault[] = []
  for (const file of filesIn(folder, faults)) {
    const read = readResource(folder, file)
    if ('faults' in read) faults.push(...read.faults)
    else {
      const first = resources.get(keyOf(read.resource))
      if (first === undefined) resources.set(keyOf(read.resource), read.resource)
      else faults.push({ file, line: 1, column: 1, reason: `is "${read.resource.id}" again, as ${first.file} is` })
    }
  }
  return { resources: [...resources.values()], faults }
}

/** The files that hold resources. What looks like a resource at a place where none is read is a fault: it may be a typo. */
const filesIn = (folder: string, faults: FileFault[]): string[] => {
  const files: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (!entry.isDirectory()) {
      if (/^settings\.(ya?ml|json)$/.test(entry.name)) files.push(entry.name)
      else if (textFile.test(entry.name)) faults.push(misplaced(entry.name, ['settings.yaml']))
      continue
    }
    const inside = readdirSync(join(folder, entry.name), { recursive: true, encoding: 'utf8' })
      .filter((name) => textFile.test(name))
      .map((name) => `${entry.name}/${name.replaceAll('\\', '/')}`)
      .toSorted()
    if (!foldersKnown.includes(entry.name)) faults.push(...inside.slice(0, 1).map((name) => misplaced(name)))
    else if (entry.name !== trafficFolder) files.push(...inside)
  }
  return files
}

const misplaced = (file: string, known: readonly string[] = foldersKnown): FileFault => {
  const name = file.split('/')[0] ?? file
  const meant = nearestName(name, known)
  return {
    file,
    line: 1,
    column: 1,
    reason: `is nowhere that resources are read from: ${foldersKnown.join('/, ')}/ and settings.yaml`,
    ...(meant === undefined ? {} : { example: meant }),
  }
}

const kindOf = (file: string): Kind => kindNames.find((kind) => file.startsWith(`${kind}/`)) ?? 'settings'

const readResource = (folder: string, file: string): { resource: Resource } | { faults: FileFault[] } => {
  const kind = kindOf(file)
  const path = join(folder, file)
  // of a file that is too large only so much is read as tells that it is
  const bytes = statSync(path).size > maxFileBytes ? new Uint8Array(statSync(path).size) : readFileSync(path)
  const parsed = parseFile(bytes)
  if ('faults' in parsed) return { faults: parsed.faults.map((fault) => ({ file, ...fault })) }
  const { value, locate } = parsed
  const stem = (file.split('/').at(-1) ?? '').replace(textFile, '')
  return checked(kind, file, stem, value, locate)
}

const checked = (
  kind: Kind,
  file: string,
  stem: string,
  written: unknown,
  locate: Locate,
): { resource: Resource } | { faults: FileFault[] } => {
  const { own, hidden } = kinds[kind]
  const isObject = typeof written === 'object' && written !== null && !Array.isArray(written)
  const { $schema: _, ...fields } = (isObject ? written : {}) as Record<string, unknown>
  const id = typeof fields.id === 'string' ? fields.id : stem
  const unasked = hidden.filter((field) => field in fields)
  const result = checkAs(kind, isObject ? { ...own(id), ...fields } : written)
  if ('value' in result && unasked.length === 0)
    return { resource: { kind, id: kind === 'settings' ? kind : id, file, value: result.value, locate } }
  const faults = [
    ...('faults' in result ? result.faults : []),
    ...unasked.map((field) => ({ path: field, reason: 'is the API’s to say; leave it out', example: undefined })),
  ]
  return { faults: faults.map((fault) => ({ ...placed(file, locate, fault), ...exampleOf(fault) })) }
}

const exampleOf = ({ example }: { example?: unknown }) => (example === undefined ? {} : { example })

/** A fault of a field at its place in the file: of one that nobody knows, its name. */
const placed = (file: string, locate: Locate, { path, reason }: { path: string; reason: string }): FileFault => {
  const whole = path === 'body' ? '' : path
  const isOfName = /^"([^"]+)" is not a field here/.test(reason)
  return { file, path: whole, ...locate(whole, isOfName ? 'name' : 'value'), reason }
}
