import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contains, isShape } from '#shared/domain/area.ts'
import type { Point, Venue } from '#shared/domain/venue.ts'
import { toMetres } from '#shared/maps/frame.ts'
import type { Upload } from '#shared/use-cases/import-jobs.ts'
import type { ShownJob } from '#shared/use-cases/show-job.ts'
import { emptyVenue, imported } from '#test/maps/a-venue-map.ts'
import { aHarbour, filesOf } from '#test/maps/an-imdf.ts'
import { filesOfFolder } from '#test/maps/folder.ts'
import { zipped } from '#test/maps/zips.ts'
import { type Laptop, pointerIsReadAgainAfterSeconds, startLaptop } from './laptop.ts'

const floors = join(process.env.USHER_DATA ?? '../shared/data', 'mall', 'floors')
const timezone = 'Asia/Shanghai'

let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop()
})
afterAll(() => laptop.close())

type Asked = { jobId: string; upload: Upload }

const ask = async (venueId: string, request: object): Promise<Asked> => {
  const { status, body } = await laptop.api('operator', 'POST', `/venues/${venueId}/imports`, request)
  expect([status, body]).toEqual([202, expect.objectContaining({ jobId: expect.any(String) })])
  return body as Asked
}

const put = async ({ upload }: Asked, body: Buffer): Promise<Response> =>
  fetch(upload.url, { method: upload.method, body: new Uint8Array(body) })

const jobOf = async (venueId: string, { jobId }: Asked): Promise<ShownJob> => {
  const { status, body } = await laptop.api('operator', 'GET', `/venues/${venueId}/jobs/${jobId}`)
  expect(status).toBe(200)
  return body as ShownJob
}

const upload = async (venueId: string, request: object, body: Buffer): Promise<ShownJob> => {
  const asked = await ask(venueId, { ...request, bytes: body.length })
  expect((await put(asked, body)).status).toBe(200)
  await laptop.system.idle()
  return jobOf(venueId, asked)
}

const draftOf = async (venueId: string) => (await laptop.api('operator', 'GET', `/venues/${venueId}`)).body as Venue

describe('the five real floors of the mall', () => {
  const theMall = (skip: (note: string) => never) => {
    if (existsSync(floors)) return
    const note = 'skipped: mall/floors of the real data is not here; set USHER_DATA to its folder'
    console.warn(note)
    skip(note)
  }

  /** Each polygon of the map says itself where its label stands, in metres of the web's projection (EPSG:3857). */
  const labels = async ({ floors: of }: Venue) => {
    const found: { id: string; floorId: string; at: Point }[] = []
    for (const { id: floorId, georeference } of of) {
      const { features } = JSON.parse(await readFile(join(floors, floorId, 'geojson_map.json'), 'utf8'))
      for (const { properties } of features.slice(1)) {
        const [east, north] = properties.point
        const lon = (east / 6_378_137) * (180 / Math.PI)
        const lat = (2 * Math.atan(Math.exp(north / 6_378_137)) - Math.PI / 2) * (180 / Math.PI)
        if (georeference) found.push({ id: properties.id, floorId, at: toMetres(georeference, [lon, lat]) })
      }
    }
    return found
  }

  test('import as one zip, publish, and come back as IMDF that changes nothing', async ({ skip }) => {
    theMall(skip)
    const zip = await zipped(filesOfFolder(floors))
    const job = await upload('mall', { format: 'geojson', name: 'The mall', timezone }, zip)
    expect(job).toMatchObject({
      kind: 'import',
      state: 'done',
      progress: { done: zip.length, total: zip.length, unit: 'bytes' },
      result: {
        counts: {
          floor: { read: 5, imported: 5, skipped: 0, mended: 0 },
          polygon: { read: 1286, imported: 1286, skipped: 0, mended: 0 },
        },
        notes: [],
        faults: 0,
        warnings: [],
        draft: { floors: 5, zones: 1286, pois: 0 },
      },
    })
    const draft = await draftOf('mall')
    const points = await labels(draft)
    const zonesAt = (floorId: string, at: Point) =>
      draft.zones.filter((zone) => zone.floorId === floorId && isShape(zone.area) && contains(zone.area, at))
    const outside = points.filter(({ id, floorId, at }) => !zonesAt(floorId, at).some((zone) => zone.id === id))
    expect([points.length, outside]).toEqual([1286, []])
    expect(draft.name).toBe('The mall')
    expect((await laptop.api('admin', 'POST', '/publish', { venueId: 'mall' })).status).toBe(200)
    await laptop.pass(pointerIsReadAgainAfterSeconds)
    for (const { id, floorId, at } of points.filter((_, i) => i % 40 === 0)) {
      const address = `/venues/mall/zones/at?x=${at.x}&y=${at.y}&floor=${floorId}`
      const { status, body } = await laptop.api('analyst', 'GET', address)
      const { zones } = body as { zones: { id: string }[] }
      expect([status, zones.map((zone) => zone.id)]).toEqual([200, expect.arrayContaining([id])])
    }

    const link = await laptop.api('operator', 'GET', '/venues/mall/export')
    const { url, bytes } = link.body as { url: string; bytes: number }
    const fetched = await fetch(url)
    expect(fetched.headers.get('content-disposition')).toBe('attachment; filename="mall.imdf.zip"')
    const archive = Buffer.from(await fetched.arrayBuffer())
    expect(archive.length).toBe(bytes)
    expect((await upload('mall', { format: 'imdf' }, archive)).state).toBe('done')
    expect(await draftOf('mall')).toEqual(draft)
  })

  test('import one by one, each by its own GeoJSON', async ({ skip }) => {
    theMall(skip)
    for (const id of ['B1', 'F1', 'F2', 'F3', 'F4']) {
      const body = await readFile(join(floors, id, 'geojson_map.json'))
      const { map_info } = JSON.parse(await readFile(join(floors, id, 'floor_info.json'), 'utf8'))
      const floor = { id, widthMetres: map_info.width, heightMetres: map_info.height }
      expect((await upload('mall-2', { format: 'geojson', floor, timezone }, body)).state).toBe('done')
    }
    const { venue } = await imported(filesOfFolder(floors), emptyVenue('mall-2'), 'geojson')
    const draft = await draftOf('mall-2')
    expect(draft.floors).toEqual(venue.floors)
    expect(draft.zones).toEqual(venue.zones)
  })
})

test('an IMDF zip with a fault changes nothing, and the report names the feature and what to do', async () => {
  const before = await zipped(filesOf())
  expect((await upload('store', { format: 'imdf', timezone }, before)).state).toBe('done')
  const draft = await draftOf('store')
  const types = aHarbour()
  const shop = types.section?.[0] ?? {}
  const { coordinates } = shop.geometry as { coordinates: [number, number][][] }
  const [a, b, c, d] = coordinates[0] ?? []
  const bow = [a, c, b, d, a].flatMap((corner) => (corner === undefined ? [] : [corner]))
  const crossed = { ...types, section: [{ ...shop, geometry: { type: 'Polygon', coordinates: [bow] } }] }
  const job = await upload('store', { format: 'imdf' }, await zipped(filesOf(crossed)))
  expect(job).toMatchObject({ state: 'failed', result: { faults: 1 } })
  const { notes } = job.result as { notes: { outcome: string }[] }
  expect(notes.slice(0, 1)).toEqual([
    {
      outcome: 'fault',
      file: 'section.geojson',
      place: 'features[0]',
      type: 'section',
      feature: shop.id,
      reason:
        'zones[5].area.polygon[1]: edge 1–2 and edge 3–0 cross at (165.742, 278.241); put the corners in order, or draw two zones; that corner is at 9.9700000, 53.5450000',
      todo: 'mend it where the map is drawn, and import it again',
    },
  ])
  const report = (await (await fetch(job.reportUrl ?? '')).json()) as { notes: unknown[] }
  expect(report.notes).toEqual(expect.arrayContaining(notes))
  expect(await draftOf('store')).toEqual(draft)
})

test('a job waits for its upload, whose address is good for a quarter of an hour and for that file alone', async () => {
  const zip = await zipped(filesOf())
  const asked = await ask('late', { format: 'imdf', timezone, bytes: zip.length })
  expect((await jobOf('late', asked)).state).toBe('waiting')
  expect((await put(asked, zip.subarray(1))).status).toBe(403)
  const elsewhere = { ...asked, upload: { ...asked.upload, url: asked.upload.url.replace('/late/', '/store/') } }
  expect((await put(elsewhere, zip)).status).toBe(403)
  const longer = { ...asked.upload, url: asked.upload.url.replace('X-Amz-Expires=900', 'X-Amz-Expires=9000') }
  expect((await put({ ...asked, upload: longer }, zip)).status).toBe(403)
  await laptop.pass(901)
  const expired = await put(asked, zip)
  expect([expired.status, await expired.text()]).toEqual([403, expect.stringContaining('Request has expired')])
  await laptop.pass(3600)
  expect(await jobOf('late', asked)).toMatchObject({
    state: 'failed',
    reason: 'nothing was uploaded within the hour: ask for it again',
  })
})

test('a venue without a draft takes a timezone, a file has its limit, and only operators import', async () => {
  const request = (role: string, body: object) => laptop.api(role, 'POST', '/venues/nowhere/imports', body)
  expect(await request('operator', { format: 'imdf', bytes: 100 })).toEqual({
    status: 400,
    body: {
      message: 'Nothing was imported',
      issues: [
        {
          path: 'timezone',
          reason: 'there is no draft of venue "nowhere" yet: name its timezone',
          example: 'Europe/Berlin',
        },
      ],
    },
  })
  expect((await request('operator', { format: 'imdf', bytes: 200_000_000, timezone })).status).toBe(400)
  expect((await request('marketer', { format: 'imdf', bytes: 100, timezone })).status).toBe(403)
  expect((await laptop.api('operator', 'GET', '/venues/nowhere/jobs/none')).status).toBe(404)
  expect((await laptop.api('operator', 'GET', '/venues/nowhere/export')).status).toBe(404)
})

test('uploading again what has been imported does nothing more', async () => {
  const zip = await zipped(filesOf())
  const asked = await ask('twice', { format: 'imdf', timezone, bytes: zip.length })
  await put(asked, zip)
  await laptop.system.idle()
  const job = await jobOf('twice', asked)
  expect(job.state).toBe('done')
  await put(asked, zip)
  await laptop.system.idle()
  expect({ ...(await jobOf('twice', asked)), reportUrl: '' }).toEqual({ ...job, reportUrl: '' })
  const { body } = await laptop.api('operator', 'GET', '/venues/twice/jobs')
  expect((body as { jobs: { id: string; state: string }[] }).jobs.map(({ id, state }) => [id, state])).toEqual([
    [asked.jobId, 'done'],
  ])
})

test('what is too large for a request comes by upload: a floor of 24 MB', async () => {
  const polygon = (x: number, side: number) => {
    const at = (dx: number, dy: number) => [9.97 + (x + dx) / 1e4, 53.54 + dy / 1e4]
    return { type: 'Polygon', coordinates: [[at(0, 0), at(side, 0), at(side, side), at(0, side), at(0, 0)]] }
  }
  const feature = (geometry: object, properties: object) => ({ type: 'Feature', geometry, properties })
  const zones = Array.from({ length: 240 }, (_, i) =>
    feature(polygon(i / 3, 0.2), { id: `z${i}`, name: `Zone ${i}`, note: 'x'.repeat(100_000) }),
  )
  const features = [feature(polygon(0, 100), { name: 'G', floor_num: 1 }), ...zones]
  const body = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))
  expect(body.length).toBeGreaterThan(24_000_000)
  const floor = { id: 'G', widthMetres: 660, heightMetres: 1110 }
  const job = await upload('large', { format: 'geojson', floor, timezone }, body)
  expect(job).toMatchObject({ state: 'done', result: { draft: { floors: 1, zones: 240, pois: 0 } } })

  // the same by a request: 10 MB is the API's limit, 6 MB the function's
  const post = async (bytes: number) =>
    fetch(`${laptop.system.apiUrl}/venues/large/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await laptop.system.tokenFor(['operator'])}`,
        'content-type': 'application/json',
      },
      body: new Uint8Array(body.subarray(0, bytes)),
    })
  expect((await post(11_000_000)).status).toBe(413)
  expect((await post(7_000_000)).ok).toBe(false)
})
