import { closeSync, fstatSync, globSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** The lines of every archive below a laptop's folder, hour by hour. */
export const readArchive = (folder: string): string[] =>
  archivesIn(folder).flatMap((path) => linesOf(readFileSync(path)))

const archivesIn = (folder: string) => globSync(join(folder, 's3', '**', '*.gz')).sort(byName)

const linesOf = (members: Buffer) => gunzipSync(members).toString('utf8').trimEnd().split('\n')

/** Reads on in the archives of a laptop that runs in another process: the lines of each member that is whole by now. */
export const tailArchive = (folder: string): { readOn(): string[] } => {
  const taken = new Map<string, number>()
  return {
    readOn: () =>
      archivesIn(folder).flatMap((path) => {
        const from = taken.get(path) ?? 0
        if (statSync(path).size === from) return []
        const bytes = readFrom(path, from)
        if (!isWhole(bytes)) return []
        taken.set(path, from + bytes.length)
        return linesOf(bytes)
      }),
  }
}

const readFrom = (path: string, from: number): Buffer => {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(fstatSync(file).size - from)
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from))
  } finally {
    closeSync(file)
  }
}

/** Objects by the hour that their names tell. */
export const byName = (a: string, b: string) => (basename(a) < basename(b) ? -1 : 1)

/** Whether gzip members are all there to their ends. */
export const isWhole = (members: Buffer): boolean => {
  try {
    gunzipSync(members)
    return true
  } catch {
    return false
  }
}
