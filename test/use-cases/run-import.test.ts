import { beforeAll, describe, expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { Job } from '#shared/domain/job.ts'
import type { Ports } from '#shared/ports.ts'
import { exportVenue } from '#shared/use-cases/export-venue.ts'
import { type ImportRequest, jobOfUpload, requestImport, uploadKey } from '#shared/use-cases/import-jobs.ts'
import { runImport } from '#shared/use-cases/run-import.ts'
import { listJobs, showJob } from '#shared/use-cases/show-job.ts'
import { emptyVenue, imported } from '#test/maps/a-venue-map.ts'
import { aHarbour, filesOf } from '#test/maps/an-imdf.ts'
import { zipped } from '#test/maps/zips.ts'
import { aroundPorts } from '#test/support/faults/around.ts'
import { saveDraft } from '../support/builders.ts'

const now = Date.UTC(2026, 10, 21, 9)
const timezone = 'Europe/Berlin'

let zip: Buffer
beforeAll(async () => {
  zip = await zipped(filesOf())
})

/** Ports with a job that waits, and its upload. */
const waiting = async (body = zip, own: Partial<ImportRequest> = {}) => {
  const ports = memoryPorts()
  await requestImport(ports)(
    'harbour',
    'job',
    { format: 'imdf', bytes: body.length, timezone, name: 'Harbour', ...own },
    now,
  )
  await ports.files.write(uploadKey('harbour', 'job'), body)
  return ports
}
const jobIn = async ({ jobs }: Pick<Ports, 'jobs'>): Promise<Job> => {
  const job = await jobs.find('harbour', 'job')
  if (job === undefined) throw new Error('there is no job')
  return job
}

test('what was uploaded becomes the draft, and the job says how much of it', async () => {
  const ports = await waiting()
  expect(await runImport(ports)('harbour', 'job', now + 1)).toBe('done')
  expect((await ports.drafts.findVenue('harbour'))?.venue).toEqual((await imported(filesOf())).venue)
  expect(await jobIn(ports)).toMatchObject({
    state: 'done',
    attempts: 1,
    updatedAt: now + 1,
    progress: { done: zip.length, total: zip.length, unit: 'bytes' },
    result: { faults: 0, draft: { floors: 2, zones: 9, pois: 2 }, reportKey: 'reports/harbour/job.json' },
  })
})

test('a job that is done or unknown does nothing more', async () => {
  const ports = await waiting()
  await runImport(ports)('harbour', 'job', now)
  const job = await jobIn(ports)
  await saveDraft(ports.drafts, emptyVenue())
  expect(await runImport(ports)('harbour', 'job', now + 5)).toBe('done')
  expect(await jobIn(ports)).toEqual(job)
  expect((await ports.drafts.findVenue('harbour'))?.venue).toEqual(emptyVenue())
  expect(await runImport(ports)('harbour', 'none', now)).toBe('unknown')
  expect(jobOfUpload('uploads/harbour/job')).toEqual({ venueId: 'harbour', jobId: 'job' })
  for (const key of ['uploads/harbour', 'uploads/a/b/c', 'reports/harbour/job', 'uploads/../job x'])
    expect(jobOfUpload(key)).toBeUndefined()
})

test('a map with a fault leaves the draft as it was, and the job names the fault first', async () => {
  const { building = [], ...types } = aHarbour()
  const [shop = {}] = types.unit ?? []
  const unit = [{ ...shop, geometry: { type: 'Polygon', coordinates: [[[30, 120]]] } }]
  const ports = await waiting(await zipped(filesOf({ ...types, building, unit })))
  await saveDraft(ports.drafts, emptyVenue())
  expect(await runImport(ports)('harbour', 'job', now)).toBe('failed')
  expect((await ports.drafts.findVenue('harbour'))?.venue).toEqual(emptyVenue())
  const { result } = (await jobIn(ports)) as Job<
    unknown,
    { faults: number; notes: { outcome: string; file: string }[] }
  >
  expect([result?.faults, result?.notes[0]]).toEqual([
    1,
    expect.objectContaining({ outcome: 'fault', file: 'unit.geojson' }),
  ])
})

test('a beacon on a floor that the new map no longer has keeps it out', async () => {
  const ports = await waiting()
  await runImport(ports)('harbour', 'job', now)
  const draft = (await ports.drafts.findVenue('harbour'))?.venue
  if (draft === undefined) throw new Error('there is no draft')
  const gone = draft.floors.at(-1)?.id ?? ''
  const gateways = [{ id: 'g1', floorId: gone }]
  await saveDraft(ports.drafts, { ...draft, gateways })
  const { level = [], ...types } = aHarbour()
  const less = await zipped(filesOf({ ...types, level: level.slice(1) }))
  await requestImport(ports)('harbour', 'job-2', { format: 'imdf', bytes: less.length }, now)
  await ports.files.write(uploadKey('harbour', 'job-2'), less)
  expect(await runImport(ports)('harbour', 'job-2', now)).toBe('failed')
  const job = (await ports.jobs.find('harbour', 'job-2')) as Job<unknown, { notes: { reason: string }[] }>
  expect(job.result?.notes[0]?.reason).toMatch(/^gateways\[0\]\.floorId: there is no floor/)
  expect((await ports.drafts.findVenue('harbour'))?.venue).toEqual({ ...draft, gateways })
})

describe('a run that is cut short', () => {
  /** Ports whose nth call and every later one fails. */
  const failingFrom = (ports: Ports, nth: number) => {
    let calls = 0
    return aroundPorts(ports, async (_, go) => {
      if (++calls >= nth) throw new Error('no network')
      return go()
    })
  }

  test('anywhere, and is tried again, ends as if nothing had been', async () => {
    const { venue } = await imported(filesOf())
    const sound = await waiting()
    let calls = 0
    const counted = aroundPorts(sound, async (_, go) => {
      calls++
      return go()
    })
    await runImport(counted)('harbour', 'job', now)
    const { version: _, attempts: __, ...expected } = await jobIn(sound)
    expect(calls).toBeGreaterThan(6)
    for (let nth = 1; nth <= calls; nth++) {
      const ports = await waiting()
      await expect(runImport(failingFrom(ports, nth))('harbour', 'job', now)).rejects.toThrow('no network')
      expect(await runImport(ports)('harbour', 'job', now)).toBe('done')
      const { version: _v, attempts: _a, ...job } = await jobIn(ports)
      expect(job).toEqual(expected)
      expect((await ports.drafts.findVenue('harbour'))?.venue).toEqual(venue)
    }
  })

  test('three times has failed, and says why', async () => {
    const ports = await waiting()
    const broken = aroundPorts(ports, async ({ name }, go) => {
      if (name === 'drafts.saveVenue') throw new Error('the draft venue harbour has 400 kB')
      return go()
    })
    for (let i = 0; i < 2; i++) await expect(runImport(broken)('harbour', 'job', now)).rejects.toThrow('400 kB')
    expect(await runImport(broken)('harbour', 'job', now)).toBe('failed')
    expect(await jobIn(ports)).toMatchObject({
      state: 'failed',
      reason: 'it failed 3 times: the draft venue harbour has 400 kB',
    })
  })
})

test('of two runs at once one goes on, and the other leaves it to it', async () => {
  const ports = await waiting()
  const outcomes = await Promise.all([runImport(ports)('harbour', 'job', now), runImport(ports)('harbour', 'job', now)])
  expect(outcomes.toSorted()).toEqual(['done', 'taken'])
})

describe('a job as people see it', () => {
  test('has failed when its upload never came, or nobody works on it any more', async () => {
    const ports = memoryPorts()
    await requestImport(ports)('harbour', 'job', { format: 'imdf', bytes: 1, timezone }, now)
    const show = showJob(ports)
    expect(await show('harbour', 'job', now + 3_600_000)).toMatchObject({ state: 'waiting' })
    expect(await show('harbour', 'job', now + 3_600_001)).toMatchObject({ state: 'failed' })
    await ports.jobs.save({ ...(await jobIn(ports)), state: 'running' })
    expect(await show('harbour', 'job', now + 1_800_000)).toMatchObject({ state: 'running' })
    expect(await show('harbour', 'job', now + 1_800_001)).toMatchObject({ state: 'failed' })
    expect(await show('harbour', 'none', now)).toBeUndefined()
  })

  test('leads to its whole report, and in a list says only how it stands', async () => {
    const ports = await waiting()
    await runImport(ports)('harbour', 'job', now)
    const shown = await showJob(ports)('harbour', 'job', now)
    expect(shown).toMatchObject({ reportUrl: 'memory:reports/harbour/job.json', result: { faults: 0 } })
    expect(shown).not.toHaveProperty('result.reportKey')
    const [listed] = await listJobs(ports)('harbour', 10, now)
    expect(listed).toMatchObject({ id: 'job', state: 'done' })
    expect(listed).not.toHaveProperty('result')
  })
})

test('an export of what nobody has drafted is nothing, and the same draft at the same time is the same zip', async () => {
  const ports = await waiting()
  expect(await exportVenue(ports)('harbour', now)).toBeUndefined()
  await runImport(ports)('harbour', 'job', now)
  const link = await exportVenue(ports)('harbour', now)
  expect(await exportVenue(ports)('harbour', now)).toEqual(link)
})
