import { expect, test } from 'vitest'
import type { WalkPart } from '#shared/domain/calibration.ts'
import type { RadioMapJob } from '#shared/domain/locating/radio-map-job.ts'
import { numbersFrom } from '#test/domain/locating/hall.ts'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

/** Bytes that no compression makes smaller. */
const noise = (length: number, seed: number) => {
  const random = numbersFrom(seed)
  return Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

const aPart = (at: number): WalkPart => ({
  taps: [{ at, floor: 'ground', place: { x: 1, y: 2 } }],
  sightings: [{ at, beacon: { uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201', major: 1, minor: 7 }, rssi: -71 }],
})

export const calibrationCases = (opened: () => Opened) => {
  const maps = () => opened().ports.radioMaps
  const walks = () => opened().ports.calibrationWalks
  const jobs = () => opened().ports.radioMapJobs

  test('a radio map larger than an item comes back to the byte, whole or by floors', async () => {
    const parts = {
      index: noise(1000, 1),
      floors: new Map([
        ['ground', noise(800_000, 2)],
        ['ground-2', noise(3, 3)],
        ['attic', new Uint8Array()],
      ]),
    }
    expect(await maps().load('m1')).toBeUndefined()
    expect(await maps().save('m1', parts)).toBe('written')
    const whole = await maps().load('m1')
    expect(new Map([...(whole?.floors ?? [])].map(([id, bytes]) => [id, Buffer.from(bytes)]))).toEqual(
      new Map([...parts.floors].map(([id, bytes]) => [id, Buffer.from(bytes)])),
    )
    expect(Buffer.from(whole?.index ?? [])).toEqual(Buffer.from(parts.index))
    const ground = await maps().load('m1', ['ground', 'cellar'])
    expect([...(ground?.floors.keys() ?? [])]).toEqual(['ground'])
  })

  test('a version never changes: the same map may be saved again, another may not', async () => {
    const parts = { index: noise(10, 1), floors: new Map([['ground', noise(10, 2)]]) }
    expect(await maps().save('m2', parts)).toBe('written')
    expect(await maps().save('m2', parts)).toBe('written')
    expect(await maps().save('m2', { ...parts, floors: new Map([['ground', noise(10, 3)]]) })).toBe('conflict')
    expect(await maps().save('m2', { ...parts, index: noise(10, 4) })).toBe('conflict')
    expect(Buffer.from((await maps().load('m2'))?.index ?? [])).toEqual(Buffer.from(parts.index))
  })

  test('walks are listed by venue, the oldest first, and finished once', async () => {
    await walks().start({ venueId: 'store', walkId: 'a', startedAt: opening + 2 })
    await walks().start({ venueId: 'store', walkId: 'b', deviceId: 'd1', startedAt: opening + 1 })
    await walks().start({ venueId: 'other', walkId: 'c', startedAt: opening })
    expect(await walks().finish('store', 'b', opening + 5)).toBe('written')
    expect(await walks().finish('store', 'b', opening + 9)).toBe('written')
    expect(await walks().finish('store', 'nobody', opening)).toBe('conflict')
    expect(await walks().list('store')).toEqual([
      { venueId: 'store', walkId: 'b', deviceId: 'd1', startedAt: opening + 1, finishedAt: opening + 5 },
      { venueId: 'store', walkId: 'a', startedAt: opening + 2 },
    ])
    expect(await walks().find('other', 'c')).toEqual({ venueId: 'other', walkId: 'c', startedAt: opening })
    expect(await walks().find('store', 'c')).toBeUndefined()
  })

  test('the same part twice is one, and a removed walk leaves nothing', async () => {
    await walks().start({ venueId: 'store', walkId: 'a', startedAt: opening })
    await Promise.all([aPart(1), aPart(2), aPart(1)].map((part) => walks().add('store', 'a', part)))
    const read = await walks().parts('store', 'a')
    expect(read.toSorted((a, b) => (a.taps[0]?.at ?? 0) - (b.taps[0]?.at ?? 0))).toEqual([aPart(1), aPart(2)])
    expect(await walks().parts('store', 'b')).toEqual([])
    await walks().remove('store', 'a')
    await walks().remove('store', 'a')
    expect(await walks().find('store', 'a')).toBeUndefined()
    expect(await walks().parts('store', 'a')).toEqual([])
  })

  test('jobs come back as they were saved last, the newest first, beside the walks', async () => {
    const job: RadioMapJob = {
      venueId: 'store',
      version: '2026-1',
      state: 'waiting',
      askedAt: opening,
      by: { subject: 'ida' },
      walkIds: ['a'],
    }
    await walks().start({ venueId: 'store', walkId: 'a', startedAt: opening })
    await jobs().save(job)
    await jobs().save({ ...job, state: 'failed', failed: 'no walk', report: { walks: [], refused: [] } })
    await jobs().save({ ...job, version: '2026-2' })
    expect(await jobs().find('store', '2026-1')).toEqual({
      ...job,
      state: 'failed',
      failed: 'no walk',
      report: { walks: [], refused: [] },
    })
    expect(await jobs().find('other', '2026-1')).toBeUndefined()
    expect((await jobs().list('store')).map(({ version }) => version)).toEqual(['2026-2', '2026-1'])
    expect(await walks().list('store')).toHaveLength(1)
  })

  test('a job is enqueued by its venue and version', async () => {
    await jobs().enqueue({ venueId: 'store', version: '2026-1' })
    expect(opened().enqueued()).toEqual([{ venueId: 'store', version: '2026-1' }])
  })
}
