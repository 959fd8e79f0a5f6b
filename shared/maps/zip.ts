import { fromBufferPromise, type ZipFile } from 'yauzl'
import { type MapFile, MapFileError } from './map-file.ts'
import type { Reporting } from './report.ts'

/** An archive of a stadium has some 20 files and 50 MB; a bomb has more. */
const maxEntries = 500
const maxBytes = 256_000_000
const maxRatio = 200
/** Smaller than this nothing is a bomb, however well it packs. */
const harmlessBytes = 1_000_000

/** Whether bytes begin as a zip does. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/**
 * The files of a zip. Whatever is wrong with it is told to the report as a fault: a path that leaves the folder, a link, an
 * encrypted file, more bytes than a map has. Declared sizes are believed only as far as what unpacks: a file that has more bytes
 * than it says throws MapFileError while it is read.
 */
export const filesOfZip = async (bytes: Buffer, report: Reporting): Promise<MapFile[]> => {
  const files: MapFile[] = []
  let declared = 0
  const fault = (file: string, reason: string, todo: string) => report.fault({ file, type: 'file' }, reason, todo)
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false, validateEntrySizes: true })
    for await (const entry of zip.eachEntry()) {
      const name = Buffer.from(entry.fileNameRaw).toString('utf8')
      if (files.length >= maxEntries) {
        fault(name, `the zip has over ${maxEntries} files`, 'zip the map alone')
        break
      }
      const wrong = wrongPath(name)
      const { uncompressedSize, compressedSize } = entry
      // of a link the upper half of the attributes says so: S_IFLNK
      const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
      if (wrong !== undefined) fault(name, wrong, 'zip the folder itself, so that paths begin in it')
      else if (isLink) fault(name, 'is a link to another file', 'zip the file that it leads to')
      else if (entry.isEncrypted()) fault(name, 'is encrypted', 'zip it without a password')
      else if (name.endsWith('/') || isSystem(name)) continue
      else if (/\.(zip|gz|7z|rar)$/i.test(name))
        report.skip(
          { file: name, type: 'file' },
          'is an archive in the archive, and is not opened',
          'zip its files instead',
        )
      else if (uncompressedSize > harmlessBytes && uncompressedSize > maxRatio * compressedSize)
        fault(
          name,
          `unpacks to ${uncompressedSize} bytes from ${compressedSize}, as no map does`,
          'export the map again',
        )
      else {
        declared += uncompressedSize
        files.push({ name, open: () => unpacked(zip, entry, name) })
      }
    }
    if (declared > maxBytes)
      fault(
        '',
        `the zip unpacks to ${declared} bytes, and may to ${maxBytes}`,
        'simplify the map, or import a part of it',
      )
  } catch (error) {
    fault('', `the zip can't be read: ${(error as Error).message}`, 'zip the map again; it was cut short or is damaged')
  }
  return files
}

const wrongPath = (name: string): string | undefined => {
  if (name.includes('\\')) return 'its path has a backslash'
  if (name.includes('\0')) return 'its path has a zero byte'
  if (name.startsWith('/') || /^[a-zA-Z]:/.test(name)) return 'its path is absolute'
  return name.split('/').includes('..') ? 'its path leaves the folder' : undefined
}

/** What a Mac or Windows adds to a folder. */
const isSystem = (name: string) => /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|\._)/.test(name)

type Entry = Parameters<ZipFile['openReadStream']>[0]

async function* unpacked(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw new MapFileError(`${name} can't be unpacked: ${(error as Error).message}`)
  }
}
