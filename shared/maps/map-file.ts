/** One file of a map: a name with `/` between folders, and its bytes from the beginning, as often as somebody asks. */
export type MapFile = { name: string; open(): AsyncIterable<Uint8Array> }

/** Files that are already in memory. */
export const fileOf = (name: string, body: Uint8Array | string): MapFile => ({
  name,
  open: async function* () {
    yield typeof body === 'string' ? Buffer.from(body) : body
  },
})

/** A file as a whole cannot be read. The message says why. */
export class MapFileError extends Error {}

const maxWholeBytes = 1_000_000

/** Reads a small JSON file whole: a manifest, a floor's size. Throws MapFileError. */
export const readJson = async ({ name, open }: MapFile): Promise<unknown> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of open()) {
    bytes += chunk.length
    if (bytes > maxWholeBytes) throw new MapFileError(`${name} has over ${maxWholeBytes} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(
      Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
  } catch (error) {
    throw new MapFileError(`${name} is not JSON: ${(error as Error).message}`)
  }
}

/** The name without its folders. */
export const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
