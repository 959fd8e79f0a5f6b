import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { encodeRadioMap } from '#shared/domain/locating/codec.ts'
import { plannedMap } from '#shared/domain/locating/planned-map.ts'
import { liveRadioMaps } from '#shared/use-cases/live-radio-maps.ts'
import { aHall, lattice } from '#test/domain/locating/hall.ts'

const stored = async (...versions: string[]) => {
  const { radioMaps } = memoryPorts()
  const map = plannedMap(aHall(lattice()))
  if (!map) throw new Error('the hall has no plan')
  for (const version of versions) await radioMaps.save(version, encodeRadioMap({ ...map, version }))
  const asked: string[] = []
  const load = async (version: string) => {
    asked.push(version)
    return radioMaps.load(version)
  }
  return { radioMaps: { ...radioMaps, load }, asked }
}

test('a map is loaded when somebody is first located by it, and once, also by two at a time', async () => {
  const { radioMaps, asked } = await stored('v1')
  const find = liveRadioMaps({ radioMaps })
  const [one, two] = await Promise.all([find('v1'), find('v1')])
  expect(await find('v1')).toBe(one)
  expect(two).toBe(one)
  expect('locator' in one && one.locator.map.version).toBe('v1')
  expect(asked).toEqual(['v1'])
})

test('a map that is not stored, or of another schema, is unusable and says what to do', async () => {
  const { radioMaps } = await stored()
  await radioMaps.save('old', { index: Uint8Array.of(99), floors: new Map() })
  const find = liveRadioMaps({ radioMaps })
  expect(await find('gone')).toEqual({
    unusable: 'radio map gone is not stored: learn it again (POST /venues/{venueId}/radio-maps)',
  })
  expect(await find('old')).toEqual({ unusable: expect.stringContaining('schema 99, schema 1 is read here') })
})

test('a read that failed is tried again', async () => {
  const { radioMaps } = await stored('v1')
  let fails = true
  const load: typeof radioMaps.load = async (version) => {
    if (fails) throw new Error('the store is away')
    return radioMaps.load(version)
  }
  const find = liveRadioMaps({ radioMaps: { ...radioMaps, load } })
  await expect(find('v1')).rejects.toThrow('the store is away')
  fails = false
  expect(await find('v1')).toHaveProperty('locator')
})

test('of more than 12 MB what was asked for longest ago is forgotten', async () => {
  const { radioMaps, asked } = await stored()
  // not to be decoded: five MB that say another schema
  const large = { index: new Uint8Array(5_000_000).fill(99), floors: new Map<string, Uint8Array>() }
  for (const version of ['a', 'b', 'c']) await radioMaps.save(version, large)
  const find = liveRadioMaps({ radioMaps })
  for (const version of ['a', 'b', 'a', 'c', 'a', 'b']) await find(version)
  expect(asked).toEqual(['a', 'b', 'c', 'b'])
})
