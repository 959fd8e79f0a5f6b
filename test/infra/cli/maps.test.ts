import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApi } from '#infra/cli/api.ts'
import { readMapsCommand, runMaps } from '#infra/cli/maps.ts'
import { tempFolder } from '#test/infra/local/cloud-fixture.ts'
import { type Laptop, startLaptop } from '#test/infra/local/system/laptop.ts'
import { aHarbour, filesOf } from '#test/maps/an-imdf.ts'

let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop()
})
afterAll(() => laptop.close())

const run = async (line: string) => {
  const api = openApi({ USHER_API_URL: laptop.system.apiUrl, USHER_TOKEN: await laptop.system.tokenFor(['admin']) })
  return runMaps(api, readMapsCommand(line.split(' ')), 120)
}

/** A folder with the files of a map, one folder down. */
const aFolder = async (files = filesOf()) => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'map'))
  for (const { name, open } of files) writeFileSync(join(folder, 'map', name), await text(open()))
  return folder
}

test('a folder is imported, exported, and imported from its zip again', async () => {
  const folder = await aFolder()
  const said = await run(`import store ${folder} --timezone Europe/Berlin --name Store`)
  expect(said.split('\n').at(-1)).toBe('The draft has 2 floors, 9 zones and 2 places of interest.')
  expect(said).toContain(
    'mended: map/unit.geojson features[3]: it has 2 parts; each became a zone, the first of them with its id. To do: nothing',
  )
  const draft = (await laptop.api('operator', 'GET', '/venues/store')).body
  const zip = join(folder, 'store.zip')
  expect(await run(`export store ${zip}`)).toBe(`${zip}: ${readFileSync(zip).length} bytes`)
  await run(`import store ${zip}`)
  expect((await laptop.api('operator', 'GET', '/venues/store')).body).toEqual(draft)
})

test('a map with a fault is told with what to do', async () => {
  const { level: _, ...types } = aHarbour()
  await expect(run(`import broken ${await aFolder(filesOf(types))} --timezone Europe/Berlin`)).rejects.toThrow(
    /fault: level\.geojson: no level could be read\. To do: a map takes one level at least/,
  )
})

test('what is not understood is said', () => {
  expect(readMapsCommand(['export', 'store', 'a.zip'])).toEqual({ action: 'export', venueId: 'store', path: 'a.zip' })
  expect(() => readMapsCommand([])).toThrow('There is no "maps "; there are import and export.')
  expect(() => readMapsCommand(['import', 'store'])).toThrow('maps import takes a venue and a folder or zip.')
})
