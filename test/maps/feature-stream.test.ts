import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ReadFeature, readFeatures } from '#shared/maps/feature-stream.ts'

/** The bytes of a text in pieces of one length. */
async function* inPieces(text: string | Buffer, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let i = 0; i < bytes.length; i += length) yield bytes.subarray(i, i + length)
}

const read = async (text: string | Buffer, length = 7): Promise<ReadFeature[]> => {
  const found: ReadFeature[] = []
  for await (const one of readFeatures(inPieces(text, length))) found.push(one)
  return found
}
const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })

test('any collection is read as JSON.parse reads it, wherever its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), { maxLength: 5 }),
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 3 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 2),
      async (features, before, length, indent) => {
        const { features: _, ...others } = before
        const text = JSON.stringify({ ...others, features, name: 'after' }, null, indent)
        const expected = JSON.parse(text).features.map((feature: unknown, index: number) => ({ index, feature }))
        expect(await read(text, length)).toEqual(expected)
      },
    ),
  )
})

test('a mark of byte order is passed over, and names in a list of another name are no features', async () => {
  expect(await read(`\uFEFF${collection({ id: 1 })}`)).toEqual([{ index: 0, feature: { id: 1 } }])
  expect(await read('{"list":[{"features":[{"id":2}]}],"features":[]}')).toEqual([])
})

test('what is no object is told at its place, and the others are read', async () => {
  expect(await read(collection(null, { id: 1 }, [[2]], 'text', { id: 3 }))).toEqual([
    { index: 0, fault: 'is no object' },
    { index: 1, feature: { id: 1 } },
    { index: 2, fault: 'is no object' },
    { index: 3, fault: 'is no object' },
    { index: 4, feature: { id: 3 } },
  ])
})

test('a feature that is no JSON, or no UTF-8, is told alone', async () => {
  expect(await read('{"features":[{"id":1,},{"id":2}]}')).toEqual([
    { index: 0, fault: expect.stringMatching(/^is not JSON in UTF-8: /) },
    { index: 1, feature: { id: 2 } },
  ])
  const latin = Buffer.from('{"features":[{"name":"Größe"}]}', 'latin1')
  expect(await read(latin)).toEqual([{ index: 0, fault: expect.stringMatching(/^is not JSON in UTF-8: /) }])
})

test('a feature of over 4 MB is told and not kept', async () => {
  const text = collection({ name: 'x'.repeat(4_000_000) }, { id: 2 })
  expect(await read(text, 100_000)).toEqual([
    { index: 0, fault: 'has 4000011 bytes, and may have 4000000' },
    { index: 1, feature: { id: 2 } },
  ])
})

describe('a file that is no collection is refused as a whole', () => {
  test.each([
    ['nothing', '', 'is empty'],
    ['a list', '[1]', 'does not begin with {, so it is no GeoJSON in UTF-8'],
    [
      'UTF-16',
      Buffer.from('{"features":[]}', 'utf16le').toString('latin1').replace('{', 'ÿþ{'),
      'does not begin with {',
    ],
    ['no features', '{"type":"Feature","properties":{}}', 'has no list of features'],
    ['two lists of them', '{"features":[],"features":[]}', 'has two lists of features'],
    ['a wrong bracket', '{"features":[{"a":[1}]}]}', 'a bracket closes in feature 0 that was not open'],
    ['depth', `{"features":[${'['.repeat(600)}`, 'is nested deeper than 512 levels'],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  test('one that was cut short, at any place', async () => {
    const whole = collection({ id: 'a "quoted" one', n: [1, 2] }, { id: 2 })
    for (let end = 1; end < whole.length; end++)
      await expect(read(whole.slice(0, end), 1000)).rejects.toThrow(/ends in the middle, after [012] features/)
  })
})
