import { expect, test } from 'vitest'
import type { Api } from '#infra/cli/api.ts'
import { readCommand } from '#infra/cli/options.ts'
import { runParked } from '#infra/cli/parked.ts'

const at = Date.UTC(2026, 10, 21, 9, 1, 2)
const record = (i: number) => ({
  id: `id-${i}`,
  reason: i % 2 === 0 ? 'not_json' : 'unknown_device',
  detail: `line one of ${i}\nline two`,
  at: at - i * 1000,
  ...(i === 1 ? { mailbox: 'device:tag-1', attempts: 2 } : { topic: 'usher/store/devices/phone-1/sightings' }),
})
const records = Array.from({ length: 450 }, (_, i) => record(i))
const batches = Array.from({ length: 3 }, (_, i) => ({ id: `aws/lambda/m/s/${i}`, at, bytes: 100 + i }))

type Asked = { path: string; query?: object; body?: object }

/** The API over `kept`, and what it was asked. */
const anApi = (kept = records, failed = batches) => {
  const asked: Asked[] = []
  const page = ({ limit = 100, after = 0 }: { limit?: number; after?: number }) => {
    const end = Number(after) + limit
    return { parked: kept.slice(Number(after), end), ...(end < kept.length ? { next: String(end) } : {}) }
  }
  const answer = (path: string, query: object, body: object = {}): unknown => {
    if (path === '/parked') return { ...page(query), counts: { not_json: 225, unknown_device: 225 }, complete: true }
    if (path === '/failed-batches') return { batches: failed }
    if (path === '/failed-batches/redrive') return { ...body, records: 2 }
    if ('ids' in body) return { redriven: body.ids, kept: [{ id: 'gone', why: 'nothing is parked' }] }
    const { parked, next } = page(body)
    return { redriven: parked.map(({ id }) => id), kept: [], ...(next === undefined ? {} : { next }) }
  }
  const api = {
    get: async (path: string, query: object = {}) => {
      asked.push({ path, query })
      return answer(path, query)
    },
    post: async (path: string, body: object) => {
      asked.push({ path, body })
      return answer(path, {}, body)
    },
  } as Api
  const run = (line: string, width = 120) => runParked(api, readCommand(line.split(' ')), width)
  return { run, asked }
}

test('the list is a table as wide as the terminal, with how many there are of each reason', async () => {
  const { run } = anApi()
  const lines = (await run('parked --limit 2', 110)).split('\n')
  expect(lines).toEqual([
    'ARRIVED (UTC)        REASON          TRIES  ID    FROM                                   DETAIL',
    '2026-11-21 09:01:02  not_json        0      id-0  usher/store/devices/phone-1/sightings  line one of 0',
    '2026-11-21 09:01:01  unknown_device  2      id-1  device:tag-1                           line one of 1',
    '',
    'the newest 2 of 450 parked: not_json 225, unknown_device 225',
    'Failed batches: 3. npx usher parked --failed lists them.',
  ])
  expect((await run('parked --limit 1', 40)).split('\n')[1]).toBe('2026-11-21 09:01:02  not_json  0      i…')
  expect(await anApi([], []).run('parked')).toBe('Nothing is parked.')
})

test('a long list is asked for page by page', async () => {
  const { run, asked } = anApi()
  const { parked, failedBatches } = JSON.parse(await run('parked --limit 420 --json'))
  expect(parked).toEqual(records.slice(0, 420))
  expect(failedBatches).toBe(3)
  expect(asked.slice(0, 3).map(({ query }) => query)).toEqual([
    { limit: 200 },
    { limit: 200, after: '200' },
    { limit: 20, after: '400' },
  ])
})

test('whatever fits is driven again page by page, each record once', async () => {
  const { run, asked } = anApi()
  const { redriven } = JSON.parse(await run('parked redrive --reason not_json --dry-run --json'))
  expect(redriven).toEqual(records.map(({ id }) => id))
  expect(asked.map(({ body }) => body)).toEqual(
    [undefined, '100', '200', '300', '400'].map((after) => ({
      reason: 'not_json',
      ...(after === undefined ? {} : { after }),
      dryRun: true,
    })),
  )
})

test('records and batches are driven again by their ids, and what stays is told', async () => {
  const { run, asked } = anApi()
  expect(await run('parked redrive id-1 aws/lambda/m/s/0')).toBe(
    [
      '1 went back to where they came from: id-1',
      '2 records of aws/lambda/m/s/0 went back into the stream',
      'gone stays: nothing is parked',
      'What fails again is parked again: npx usher parked lists it.',
    ].join('\n'),
  )
  expect(asked.map(({ path, body }) => [path, body])).toEqual([
    ['/parked/redrive', { ids: ['id-1'], dryRun: false }],
    ['/failed-batches/redrive', { id: 'aws/lambda/m/s/0', dryRun: false }],
  ])
  expect((await run('parked redrive --failed --dry-run')).split('\n')).toEqual(
    batches.map(({ id }) => `2 records of ${id} would go back into the stream`),
  )
  expect(await anApi([], []).run('parked redrive --failed')).toBe('Nothing fits: nothing was driven again.')
})

test('failed batches are listed with whole ids, however narrow the terminal', async () => {
  const { run } = anApi()
  expect((await run('parked --failed', 30)).split('\n')).toEqual([
    'FAILED (UTC)         BYTES  ID',
    ...batches.map(({ id, bytes }) => `2026-11-21 09:01:02  ${bytes}    ${id}`),
  ])
  expect(await anApi([], []).run('parked --failed')).toBe('No batch has failed.')
})
