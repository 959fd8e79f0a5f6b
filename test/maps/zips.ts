import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { MapFile } from '#shared/maps/map-file.ts'

/** Files as a zip. */
export const zipped = async (files: readonly MapFile[]): Promise<Buffer> => {
  const zip = new ZipFile()
  for (const { name, open } of files) zip.addBuffer(await buffer(open()), name, { mtime: new Date(0) })
  zip.end()
  return buffer(zip.outputStream)
}
