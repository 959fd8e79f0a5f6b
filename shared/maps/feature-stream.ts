import { MapFileError } from './map-file.ts'

/** One element of a collection's `features`, or why it is none. */
export type ReadFeature = { index: number; feature: unknown } | { index: number; fault: string }

/** No feature of a building is larger: 2,000 corners with 15 digits each are 80 kB. */
const maxFeatureBytes = 4_000_000
const maxDepth = 512

const [quote, backslash, colon, comma, open, close, openList, closeList] = [...'"\\:,{}[]'].map((c) => c.charCodeAt(0))

/**
 * The features of a GeoJSON FeatureCollection, one after the other, in memory for one feature: its bytes are cut out between
 * braces and given to JSON.parse. Throws MapFileError for what is no such collection or ends in the middle.
 *
 * A token parser makes a token of every coordinate: stream-json takes 5 to 8 times as long for 19 MB of corners, and says of
 * itself that it is not meant for files of strangers.
 */
export async function* readFeatures(body: AsyncIterable<Uint8Array>): AsyncGenerator<ReadFeature> {
  const stack: number[] = []
  let inString = false
  let escaped = false
  let text = '' // the last string right below the top, which may be a member's name
  let key = ''
  let inFeatures = false
  let found = false
  let begun = false
  let index = 0
  let scalar = false
  let kept: Uint8Array[] = []
  let keptBytes = 0

  for await (const chunk of body) {
    // where in this chunk the bytes of the feature begin that is being read
    let from = inFeatures && stack.length > 2 && !scalar ? 0 : -1
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
        if (inString && stack.length === 1 && text.length < 32) text += String.fromCharCode(byte)
        continue
      }
      if (byte <= 32) continue
      if (!begun) {
        if (byte === 0xef || byte === 0xbb || byte === 0xbf) continue
        if (byte !== open) throw new MapFileError('does not begin with {, so it is no GeoJSON in UTF-8')
        begun = true
      }
      const isElement = inFeatures && stack.length === 2
      if (byte === quote) {
        inString = true
        if (stack.length === 1) text = ''
        if (isElement) scalar = true
      } else if (byte === colon) {
        if (stack.length === 1) key = text
      } else if (byte === open || byte === openList) {
        if (isElement && byte === open) from = i
        else if (isElement) scalar = true
        stack.push(byte)
        if (stack.length > maxDepth) throw new MapFileError(`is nested deeper than ${maxDepth} levels`)
        if (byte === openList && stack.length === 2 && key === 'features') {
          if (found) throw new MapFileError('has two lists of features')
          inFeatures = found = true
        }
      } else if (byte === close || byte === closeList) {
        if (stack.pop() !== (byte === close ? open : openList))
          throw new MapFileError(`is not JSON: a bracket closes in feature ${index} that was not open`)
        if (inFeatures && stack.length === 2 && byte === close && !scalar) {
          kept.push(chunk.subarray(from, i + 1))
          keptBytes += i + 1 - from
          yield parsed(index++, kept, keptBytes)
          kept = []
          keptBytes = 0
          from = -1
        } else if (inFeatures && stack.length === 1) {
          if (scalar) yield notOne(index++)
          inFeatures = scalar = false
        }
      } else if (byte === comma && isElement) {
        if (scalar) yield notOne(index++)
        scalar = false
      } else if (isElement) scalar = true
    }
    if (from < 0) continue
    keptBytes += chunk.length - from
    if (keptBytes <= maxFeatureBytes) kept.push(chunk.slice(from))
    else kept = []
  }
  if (!begun) throw new MapFileError('is empty')
  if (stack.length > 0 || inString)
    throw new MapFileError(`ends in the middle, after ${index} features: it was cut short; export or upload it again`)
  if (!found) throw new MapFileError('has no list of features: it must be a GeoJSON FeatureCollection')
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const parsed = (index: number, parts: readonly Uint8Array[], bytes: number): ReadFeature => {
  if (bytes > maxFeatureBytes) return { index, fault: `has ${bytes} bytes, and may have ${maxFeatureBytes}` }
  try {
    return { index, feature: JSON.parse(utf8.decode(Buffer.concat(parts))) }
  } catch (error) {
    return { index, fault: `is not JSON in UTF-8: ${(error as Error).message.slice(0, 200)}` }
  }
}

const notOne = (index: number): ReadFeature => ({ index, fault: 'is no object' })
