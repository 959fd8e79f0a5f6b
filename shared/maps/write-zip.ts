import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { ImdfArchive } from './export-imdf.ts'

/** An archive as a zip. The same archive gives the same bytes: files carry the time of the archive, none of their own. */
export const zipOf = async ({ manifest, collections }: ImdfArchive, generatedAt: number): Promise<Buffer> => {
  const zip = new ZipFile()
  const add = (name: string, value: unknown) =>
    zip.addBuffer(Buffer.from(JSON.stringify(value)), name, { mtime: new Date(generatedAt) })
  add('manifest.json', manifest)
  for (const [name, collection] of Object.entries(collections)) add(name, collection)
  zip.end()
  return buffer(zip.outputStream)
}
