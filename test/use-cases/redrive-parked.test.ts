import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Parked } from '#shared/ports.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { ingestGateways } from '#shared/use-cases/ingest-gateways.ts'
import { listParked, showParked } from '#shared/use-cases/list-parked.ts'
import { parkedGatewayMessage } from '#shared/use-cases/park-gateway-message.ts'
import { redriveParked } from '#shared/use-cases/redrive-parked.ts'
import { redriven } from '#shared/use-cases/redriven.ts'
import { at } from '#test/support/builders.ts'
import { aRecord, aReport, enrolled, openStore, outage, outcomes, published } from './support.ts'

const secret = 'a key that nobody knows'
const address = 'ac233f000001'
const now = at(3600)

/** The department store, where things are parked and driven again. `flow` lets the stream deliver what was put into it. */
const open = async () => {
  const store = await openStore()
  const { memory, ports, engage } = store
  let delivered = 0
  const flow = async () => {
    const fresh = memory.streamed.slice(delivered)
    delivered = memory.streamed.length
    const records = fresh.map(({ key, body }) =>
      aRecord(key, body instanceof Uint8Array ? Buffer.from(body).toString() : body, 3600),
    )
    expect(await engage(records)).toEqual([])
    return records
  }
  const list = async (own: object = {}) => (await listParked(memory)({ limit: 50, ...own }, now)).parked
  const again = redriveParked(ports, async () => secret)
  const redrive = (...ids: string[]) => again({ ids, dryRun: false }, now)
  return { ...store, flow, list, again, redrive, ingest: ingestGateways(ports, async () => secret) }
}

const stranger = () => aReport('stranger', 60)

test('a record goes back as it came and is folded once its cause is mended, as of when it first arrived', async () => {
  const { engage, memory, flow, list, redrive } = await open()
  const record = stranger()
  await engage([record])
  await engage([enrolled('stranger', 1800)])
  expect(await redrive(record.sequence)).toEqual({ redriven: [record.sequence], kept: [] })
  expect(await list()).toEqual([])
  const [back] = await flow()
  expect(back && outcomes(memory, back).map(({ outcome }) => outcome)).toEqual(['folded', 'folded', 'folded'])
  expect(memory.streamed.map(({ key }) => key)).toEqual(['device:stranger'])
  const moments = memory.journaled.flatMap((entry) => (entry.type === 'moment' ? [entry.moment] : []))
  expect(moments.map(({ kind, receivedAt }) => [kind, receivedAt])).toEqual([
    ['venue.enter', at(60)],
    ['zone.enter', at(60)],
    ['zone.enter', at(60)],
  ])
})

test('what fails again is parked again in its old place, with how often it was tried', async () => {
  const { engage, flow, list, redrive } = await open()
  const record = stranger()
  await engage([record])
  const [first] = await list()
  for (const attempts of [1, 2, 3]) {
    await redrive(record.sequence)
    await flow()
    expect(await list()).toEqual([{ ...first, attempts }])
  }
})

test('a record that is parked for two reasons goes back once, and may stay for one of them', async () => {
  const { engage, memory, flow, list, redrive } = await open()
  const [good, bad] = [aReport('stranger'), { id: 'x', at: at(60), beacon: 7, rssi: -60 }]
  const { sightings } = JSON.parse(Buffer.from(JSON.parse(Buffer.from(good.data).toString()).body, 'base64').toString())
  const record = aRecord('device:stranger', published('stranger', { sightings: [...sightings, bad] }))
  await engage([record])
  expect((await list()).map(({ reason }) => reason)).toEqual(['unknown_device', 'bad_beacon'])
  await engage([enrolled('stranger', 1800)])
  expect(await redrive(record.sequence, record.sequence)).toEqual({ redriven: [record.sequence], kept: [] })
  await flow()
  expect(memory.streamed).toHaveLength(1)
  expect((await list()).map(({ id, reason, attempts }) => [id, reason, attempts])).toEqual([
    [record.sequence, 'bad_beacon', 1],
  ])
})

test('a record that is parked again before its old entry was forgotten stays', async () => {
  const { engage, memory, before, flow, list, redrive } = await open()
  const record = stranger()
  await engage([record])
  before('parking.forget', flow)
  await redrive(record.sequence)
  expect((await list()).map(({ attempts }) => attempts)).toEqual([1])
  expect(memory.parked()).toHaveLength(1)
})

test('during an outage nothing is forgotten', async () => {
  const { engage, before, list, redrive } = await open()
  const record = stranger()
  await engage([record])
  before('events.put', outage)
  await expect(redrive(record.sequence)).rejects.toThrow('the store is away')
  expect((await list()).map(({ id }) => id)).toEqual([record.sequence])
})

test('however often and whatever is driven again, messages, zones and what is parked are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 }), async (order) => {
      const { engage, memory, flow, list, again } = await open()
      const records = [stranger(), aReport('phone-1', 70), aRecord('device:phone-1', published('phone-1', 'garbage'))]
      await engage(records)
      const kept = memory.parked().map((one): Parked => ({ ...one }))
      await engage([enrolled('stranger', 1800)])
      await again({ ids: kept.map(({ id }) => id), dryRun: false }, now)
      await flow()
      const sent = memory.published.map(({ message }) => message.id)
      const left = (await list()).map(({ id, reason }) => [id, reason])
      for (const pick of order) {
        // as if somebody else had found the same record before it was forgotten
        const one = kept[pick % kept.length]
        if (one !== undefined) await memory.events.put([{ key: one.mailbox ?? '', body: redriven(one) }])
        await flow()
      }
      expect(memory.published.map(({ message }) => message.id)).toEqual(sent)
      expect((await list()).map(({ id, reason }) => [id, reason])).toEqual(left)
    }),
    { numRuns: 20 },
  )
})

const gatewayMessage = (format: string, rssi: number) => ({
  body: Buffer.from(JSON.stringify([{ type: 'Unknown', mac: address, rssi, timestamp: at(60) }])).toString('base64'),
  topic: topics.gateway('store', 'shoes-gateway', format),
  clientId: 'shoes-gateway',
  receivedAt: at(60),
})

test('a message of a gateway is taken in again with the addresses that nobody was shown', async () => {
  const { memory, calls, ingest, list, redrive } = await open()
  await ingest(gatewayMessage('minew', 5))
  await memory.devices.save({ id: 'tag-ada', kind: 'tag', staff: false, hardwareKey: hardwareKey(secret, address) })
  await ingest(gatewayMessage('minev', -60))
  expect((await list()).map(({ reason }) => reason).sort()).toEqual(['bad_rssi', 'unknown_format'])
  for (const { id } of await list()) expect(JSON.stringify(await showParked(memory)(id))).not.toContain(address)
  expect(JSON.stringify(memory.parked())).not.toContain(address)

  const ids = (await list()).map(({ id }) => id)
  expect((await redrive(...ids)).kept).toEqual([])
  expect((await list()).map(({ id, attempts }) => [id, attempts])).toEqual(ids.map((id) => [id, 1]))
  expect(calls.filter(({ name }) => name === 'events.put').flatMap(({ args }) => args[0])).toEqual([])

  // as if there were a reader for it by now
  const [one] = memory.parked().filter(({ reason }) => reason === 'unknown_format')
  const readable = parkedGatewayMessage(gatewayMessage('minew', -60), secret, [{ reason: 'failed', detail: 'a bug' }])
  await memory.parking.forget([one ?? { id: '', reason: '' }])
  await memory.parking.park(readable)
  await redrive(readable[0]?.id ?? '')
  expect(memory.streamed.map(({ body }) => body)).toMatchObject([
    { deviceId: 'tag-ada', receivedAt: at(60), sightings: [{ rssi: -60, deviceTime: at(60) }] },
  ])
  expect((await list()).map(({ reason }) => reason)).toEqual(['bad_rssi'])
})

test('what has no way back stays, and says why', async () => {
  const { memory, list, redrive } = await open()
  const bare = { reason: 'failed', detail: 'a bug', body: 'e30=', at: at(60) }
  await memory.parking.park([
    { ...bare, id: 'moment' },
    { ...bare, id: 'cut', mailbox: 'device:phone-1', cutFromBytes: 400_000 },
  ])
  expect(await redrive('moment', 'cut', 'gone')).toEqual({
    redriven: [],
    kept: [
      { id: 'gone', why: 'nothing is parked under this id (any more)' },
      { id: 'moment', why: 'no record of the stream and no message of a gateway: it is here to be looked at' },
      { id: 'cut', why: 'only the beginning of its 400000 characters was kept: it is here to be looked at' },
    ],
  })
  expect((await list()).map(({ id }) => id).sort()).toEqual(['cut', 'moment'])
})

test('bytes that are no JSON go back as they are', async () => {
  const { memory, redrive } = await open()
  const body = Buffer.from('no json').toString('base64')
  await memory.parking.park([{ id: '1', reason: 'not_json', detail: '', body, at: at(60), mailbox: 'device:phone-1' }])
  await redrive('1')
  expect(memory.streamed.map(({ key, body }) => [key, Buffer.from(body as Uint8Array).toString()])).toEqual([
    ['device:phone-1', 'no json'],
  ])
})

/** So many reports of strangers, a minute apart; every third is garbage. */
const parkMany = async ({ engage }: Pick<Awaited<ReturnType<typeof open>>, 'engage'>, count: number) => {
  const records = Array.from({ length: count }, (_, i) =>
    i % 3 === 0
      ? aRecord('device:s', published('s', 'garbage', 60 * i), 60 * i)
      : aRecord('device:s', published('s', { sightings: [{ id: 'a', at: at(60 * i), beacon: 7, rssi: 1 }] }), 60 * i),
  )
  await engage(records)
  return records
}

test('all of a reason or of a day go back page by page, the oldest of a page first, and each once', async () => {
  const { engage, memory, again } = await open()
  const records = await parkMany({ engage }, 200)
  const garbage = records.filter((_, i) => i % 3 === 0).map(({ sequence }) => sequence)
  const dry = await again({ reason: 'not_json', dryRun: true }, now)
  expect(dry.redriven).toEqual(garbage)
  expect(memory.streamed).toEqual([])
  expect(await again({ reason: 'not_json', dryRun: false }, now)).toEqual({ redriven: garbage, kept: [] })

  expect((await again({ day: '2026-11-20', dryRun: false }, now)).redriven).toEqual([])
  const first = await again({ day: '2026-11-21', dryRun: false }, now)
  expect(first.redriven).toHaveLength(100)
  const rest = await again({ day: '2026-11-21', after: first.next ?? '', dryRun: false }, now)
  expect(rest).toMatchObject({ kept: [] })
  expect(new Set([...garbage, ...first.redriven, ...rest.redriven]).size).toBe(200)
  expect(memory.parked()).toEqual([])
})

test('the list is the newest first, of a day or since one, with counts on its first page', async () => {
  const { engage, memory } = await open()
  const records = await parkMany({ engage }, 6)
  const list = listParked(memory)
  const newest = records.map(({ sequence }) => sequence).reverse()
  const first = await list({ limit: 4 }, now)
  expect(first.parked.map(({ id }) => id)).toEqual(newest.slice(0, 4))
  expect([first.counts, first.complete]).toEqual([{ not_json: 2, bad_beacon: 4 }, true])
  const { parked, ...second } = await list({ limit: 4, after: first.next ?? '' }, now)
  expect(parked.map(({ id }) => id)).toEqual(newest.slice(4))
  expect(second).toEqual({})

  const idsOf = async (wanted: object) => (await list({ limit: 50, ...wanted }, now)).parked.map(({ id }) => id)
  expect(await idsOf({ day: '2026-11-21' })).toEqual(newest)
  expect(await idsOf({ day: '2026-11-20' })).toEqual([])
  expect(await idsOf({ since: '2026-11-21' })).toEqual(newest)
  expect(await idsOf({ since: '2026-11-22' })).toEqual([])
  expect(await idsOf({ reason: 'not_json' })).toHaveLength(2)
  // after two weeks the store may forget, and the list has
  const fortnight = 14 * 24 * 60 * 60 * 1000
  expect((await list({ limit: 50 }, at(60) + fortnight)).parked).toHaveLength(5)
  expect((await list({ limit: 50 }, at(301) + fortnight)).parked).toEqual([])
})

test('a record is shown whole: what the phone said, and what its record knows', async () => {
  const { engage, memory } = await open()
  const record = aRecord('device:phone-1', published('phone-1', 'grün'))
  const { topic } = published('phone-1', '')
  await engage([record])
  expect(await showParked(memory)(record.sequence)).toEqual({
    id: record.sequence,
    at: at(60),
    topic,
    mailbox: 'device:phone-1',
    reasons: [{ reason: 'not_json', detail: expect.any(String) }],
    content: { text: 'grün' },
    envelope: { clientId: 'phone-1', receivedAt: at(60) },
  })
  expect(await showParked(memory)('nothing')).toBeUndefined()

  const bytes = Buffer.from([0xff, 0xfe])
  await memory.parking.park([
    { id: 'raw', reason: 'failed', detail: 'b', body: bytes.toString('base64'), at: at(60) },
    { id: 'raw', reason: 'bad_rssi', detail: 'a', body: bytes.toString('base64'), at: at(60) },
  ])
  expect(await showParked(memory)('raw')).toEqual({
    id: 'raw',
    at: at(60),
    reasons: [
      { reason: 'bad_rssi', detail: 'a' },
      { reason: 'failed', detail: 'b' },
    ],
    content: { base64: bytes.toString('base64') },
  })
})

test('a record can not say itself where it was parked: what a phone sends is not looked into', async () => {
  const { memory } = await open()
  const engage = engageVisitors(memory)
  const payload = { redriven: { id: 'forged', at: 1, attempts: 9 } }
  const record = aRecord('device:phone-1', published('phone-1', payload))
  await engage([record])
  expect(memory.parked().map(({ id, at: when, attempts }) => [id, when, attempts])).toEqual([
    [record.sequence, at(60), undefined],
  ])
})
