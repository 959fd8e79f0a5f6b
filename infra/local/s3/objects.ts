import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../files/replace-file.ts'

/** An object without its bytes. `etag` is in quotes, as S3 has it. */
export type ObjectHead = { key: string; bytes: number; etag: string; modifiedAt: Date }

/** The objects of one bucket. */
export type Objects = {
  put(key: string, body: Buffer): ObjectHead
  get(key: string): (ObjectHead & { body: Buffer }) | undefined
  delete(key: string): void
  /** Keys with a prefix that come after one, in the order of their bytes. */
  keys(prefix: string, after: string): string[]
}

/**
 * A bucket as a folder: each object a file, each `/` of its key a folder, so that people find what they look for. So no key
 * can be the folder of another one, and no part of a key can be longer than a file's name.
 */
export const openObjects = (folder: string): Objects => {
  const pathOf = (key: string) => join(folder, ...key.split('/').map(fileName))
  const get = (key: string) => {
    const path = pathOf(key)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats?.isFile()) return undefined
    const body = readFileSync(path)
    return { key, body, bytes: body.length, etag: etagOf(body), modifiedAt: stats.mtime }
  }
  return {
    get,
    put: (key, body) => {
      replaceFile(pathOf(key), body)
      return { key, bytes: body.length, etag: etagOf(body), modifiedAt: new Date() }
    },
    delete: (key) => {
      if (get(key) !== undefined) rmSync(pathOf(key))
    },
    keys: (prefix, after) =>
      keysBelow(folder, '')
        .filter((key) => key.startsWith(prefix) && compare(key, after) > 0)
        .sort(compare),
  }
}

const keysBelow = (folder: string, above: string): string[] =>
  entriesOf(folder).flatMap((entry) => {
    const key = above + partOf(entry.name)
    if (entry.isDirectory()) return keysBelow(join(folder, entry.name), `${key}/`)
    return entry.name.endsWith(unfinished) ? [] : [key]
  })

const entriesOf = (folder: string) =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder, { withFileTypes: true }) : []

const unfinished = '.new' // what a crash left of a file that was being written
const nothing = '%' // no name has it alone: it begins an escape

/** A part of a key as the name of a file: never empty, `.`, `..`, or an unfinished file's. */
const fileName = (part: string): string => {
  if (part === '') return nothing
  const name = encodeURIComponent(part)
  return name.startsWith('.') || name.endsWith(unfinished) ? name.replaceAll('.', '%2E') : name
}
const partOf = (name: string): string => (name === nothing ? '' : decodeURIComponent(name))

const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const etagOf = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`
