import { expect, test } from 'vitest'
import type { FailedBatch, Parked } from '#shared/ports.ts'
import type { Opened } from '../opened.ts'
import { aParked, opening } from '../samples.ts'

const hour = 60 * 60 * 1000
const always = { from: opening - 20 * 24 * hour, until: opening + 24 * hour }

const summaryOf = ({ body: _, sealed: __, ...rest }: Parked) => rest

/** Whether they come from the stream, a gateway or nowhere: each hour one, over three days, of two reasons. */
const threeDays = Array.from({ length: 72 }, (_, i) =>
  aParked({
    id: `495-${i}`,
    reason: i % 3 === 0 ? 'bad_rssi' : 'not_json',
    at: opening - i * hour,
    ...(i % 2 === 0 ? { mailbox: `device:${i}` } : { sealed: 'c2VhbGVk' }),
  }),
)

export const parkingCases = (opened: () => Opened) => {
  const parking = () => opened().ports.parking

  test('what is parked twice is parked once, with its bytes', async () => {
    const bare = { id: '496:3', reason: 'bad_rssi', detail: 'rssi is 12', body: 'AAEC', at: opening }
    await parking().park([aParked(), bare, aParked()])
    await parking().park([aParked()])
    await parking().park([])
    expect((await opened().parked()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([aParked(), bare])
  })

  test('more than one call takes is parked all the same', async () => {
    const many = Array.from({ length: 60 }, (_, i) => aParked({ id: `495:${i}` }))
    await parking().park(many)
    expect((await opened().parked()).map(({ id }) => id).sort()).toEqual(many.map(({ id }) => id).sort())
  })

  test('where nothing is parked nothing is listed, counted or found, and there is nothing to forget', async () => {
    expect(await parking().list(always, { limit: 10 })).toEqual({ parked: [] })
    expect(await parking().count(always, 10)).toEqual({ counts: {}, complete: true })
    expect(await parking().find('495:0')).toEqual([])
    await parking().forget([aParked()])
    expect(await opened().parked()).toEqual([])
  })

  test('the newest are listed first, page by page, without their bytes', async () => {
    await parking().park(threeDays)
    const pages: { id: string }[][] = []
    let after: string | undefined
    do {
      const page = await parking().list(always, { limit: 31, ...(after === undefined ? {} : { after }) })
      pages.push(page.parked)
      after = page.next
    } while (after !== undefined)
    expect(pages.map(({ length }) => length)).toEqual([31, 31, 10])
    expect(pages.flat()).toEqual(threeDays.map(summaryOf))
  })

  test('a page that is just full is the last one', async () => {
    await parking().park(threeDays.slice(0, 5))
    expect(await parking().list(always, { limit: 5 })).toEqual({ parked: threeDays.slice(0, 5).map(summaryOf) })
  })

  test('a list keeps to its time, from the first millisecond to before the last, and to its reason', async () => {
    await parking().park(threeDays)
    const range = { from: opening - 40 * hour, until: opening - 10 * hour }
    const within = threeDays.slice(11, 41)
    expect((await parking().list(range, { limit: 100 })).parked).toEqual(within.map(summaryOf))
    expect(await parking().count(range, 100)).toEqual({ counts: { bad_rssi: 10, not_json: 20 }, complete: true })

    const some = within.filter(({ reason }) => reason === 'bad_rssi').map(summaryOf)
    const asked = { ...range, reason: 'bad_rssi' }
    const first = await parking().list(asked, { limit: 4 })
    expect(first.parked).toEqual(some.slice(0, 4))
    expect((await parking().list(asked, { limit: 100, after: first.next ?? '' })).parked).toEqual(some.slice(4))
    expect(await parking().count(asked, 100)).toEqual({ counts: { bad_rssi: 10 }, complete: true })
  })

  test('many that arrived at once are all listed, each once', async () => {
    const many = Array.from({ length: 50 }, (_, i) => aParked({ id: `496-${String(i).padStart(2, '0')}` }))
    await parking().park(many)
    const first = await parking().list(always, { limit: 20 })
    const rest = await parking().list(always, { limit: 40, after: first.next ?? '' })
    expect([...first.parked, ...rest.parked].map(({ id }) => id)).toEqual(many.map(({ id }) => id).reverse())
    expect(rest.next).toBeUndefined()
  })

  test('too many to count are not counted to the end', async () => {
    await parking().park(threeDays)
    expect((await parking().count(always, 71)).complete).toBe(false)
    expect((await parking().count(always, 72)).complete).toBe(true)
  })

  test('a record is found with all its reasons and bytes', async () => {
    const [a, b] = [aParked({ mailbox: 'device:1', attempts: 2 }), aParked({ reason: 'bad_rssi', sealed: 'c2VhbGVk' })]
    await parking().park([a, b, aParked({ id: '496:0' })])
    expect(await parking().find('495:0')).toEqual([b, a])
  })

  test('what was parked again meanwhile is not forgotten', async () => {
    const found = aParked({ attempts: 1 })
    await parking().park([found, aParked({ reason: 'bad_rssi' })])
    await parking().park([{ ...found, attempts: 2 }])
    await parking().forget([found, aParked({ reason: 'bad_rssi' })])
    expect(await opened().parked()).toEqual([{ ...found, attempts: 2 }])
    await parking().forget([{ ...found, attempts: 2 }])
    expect(await opened().parked()).toEqual([])
    expect(await parking().list(always, { limit: 10 })).toEqual({ parked: [] })
  })
}

const aBatch = (own: Partial<FailedBatch> = {}): FailedBatch => ({
  id: 'aws/lambda/mapping/shardId-000000000000/2026/11/07/2026-11-07T16.00.00-1',
  at: opening,
  condition: 'RecordAgeExceeded',
  records: [
    { key: 'device:1', arrivedAt: opening - 7 * hour, data: Buffer.from('{"v":1}') },
    { key: 'device:2', arrivedAt: opening - 7 * hour + 1, data: Buffer.from([0xff, 0, 0xfe]) },
  ],
  ...own,
})

export const failedBatchCases = (opened: () => Opened) => {
  const batches = () => opened().ports.failedBatches

  test('where no batch failed nothing is listed or found, and there is nothing to forget', async () => {
    expect(await batches().list({ limit: 10 })).toEqual({ batches: [] })
    expect(await batches().find(aBatch().id)).toBeUndefined()
    expect(await batches().find('somewhere/else')).toBeUndefined()
    await batches().forget(aBatch().id)
  })

  test('a batch is found with its records, byte for byte and in order, until it is forgotten', async () => {
    await opened().giveUp(aBatch())
    const found = await batches().find(aBatch().id)
    const records = found?.records.map(({ data, ...rest }) => ({ ...rest, data: Buffer.from(data) }))
    expect({ ...found, records }).toEqual(aBatch())
    await batches().forget(aBatch().id)
    expect(await batches().find(aBatch().id)).toBeUndefined()
  })

  test('batches are listed page by page', async () => {
    const ids = Array.from({ length: 5 }, (_, i) => `${aBatch().id.slice(0, -1)}${i}`)
    for (const id of ids) await opened().giveUp(aBatch({ id }))
    const first = await batches().list({ limit: 3 })
    const rest = await batches().list({ limit: 3, after: first.next ?? '' })
    expect([first, rest].map((page) => page.batches.map(({ id }) => id))).toEqual([ids.slice(0, 3), ids.slice(3)])
    expect(rest.next).toBeUndefined()
    for (const { at, bytes } of first.batches) expect([at > 0, bytes > 0]).toEqual([true, true])
  })
}
