import { expect, test } from 'vitest'
import type { MessageContent } from '#shared/domain/journey.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aJourney, aNote, aReleaseContent, aSighting, at } from '#test/support/builders.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'
import {
  aRecord,
  aReport,
  entries,
  identified,
  knowAda,
  openStore,
  outcomes,
  presenceOf,
  publications,
  published,
  rang,
  zoneOf,
} from './support.ts'

const phones = ['phone-1', 'phone-2', 'phone-3']

test('each visitor of a batch gets the offer, from one read round of presence and one of people', async () => {
  const { engage, memory, names } = await openStore({ phones })
  const failures = await engage(phones.map((deviceId) => aReport(deviceId)))
  expect(failures).toEqual([])
  expect(publications(memory).map(({ deviceId, offer }) => [deviceId, offer])).toEqual([
    ['phone-1', 'care'],
    ['phone-2', 'care'],
    ['phone-3', 'care'],
  ])
  const reads = names().filter((name) => name === 'presences.find' || name === 'people.find')
  expect(reads).toEqual(['presences.find', 'people.find'])
})

test('what is claimed is published, timers are armed, the archive is told, and presence is saved last', async () => {
  const { engage, names } = await openStore()
  await engage([aReport('phone-1')])
  expect(names()).toEqual([
    'releases.pointer',
    'presences.find',
    'people.find',
    'people.saveLedger',
    'phones.publish',
    'timers.arm',
    'occupancies.note',
    'explanations.write',
    'journal.append',
    'presences.save',
    'timers.clear',
    'journal.append',
  ])
})

test('a batch of nothing but duplicates writes nothing but their outcomes', async () => {
  const { engage, memory, calls, names } = await openStore()
  const report = aReport('phone-1')
  await engage([report])
  const presence = await presenceOf(memory, 'device:phone-1')
  calls.length = 0
  expect(await engage([{ ...report, sequence: 'again' }])).toEqual([])
  expect(names()).toEqual(['presences.find', 'timers.arm', 'timers.clear', 'journal.append'])
  expect(calls.filter(({ name }) => name.startsWith('timers')).map(({ args }) => args[0])).toEqual([[], []])
  expect(outcomes(memory, { ...report, sequence: 'again' }).map(({ outcome }) => outcome)).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
  ])
  expect(await presenceOf(memory, 'device:phone-1')).toEqual(presence)
})

test('moments, decisions and messages are journaled with the sighting that caused them', async () => {
  const { engage, memory } = await openStore()
  const report = aReport('phone-1')
  await engage([report])
  const cause = { record: report.sequence, index: 2, sightingId: 'phone-1-60' }
  expect(entries(memory, 'moment').map(({ at, cause, moment }) => [at, cause, moment.kind, moment.zoneId])).toEqual([
    [at(60), cause, 'venue.enter', undefined],
    [at(60), cause, 'zone.enter', 'fashion'],
    [at(60), cause, 'zone.enter', 'shoes'],
  ])
  const [message] = memory.published
  expect(
    entries(memory, 'decision').map(({ trace: _, occasion, ...rest }) => ({ ...rest, zone: zoneOf(occasion) })),
  ).toEqual([
    { type: 'decision', at: at(60), cause, zone: 'shoes', journeyId: 'shoe-care', messageId: message?.message.id },
  ])
  expect(entries(memory, 'message')).toEqual([
    { type: 'message', at: at(60), cause, deviceId: 'phone-1', message: message?.message, again: false },
  ])
})

test('every event of every record has exactly one outcome, and what was read in part is counted', async () => {
  const { engage, memory } = await openStore()
  const heard = { at: at(60), beacon: beaconOf('shoes'), rssi: -60 }
  const sightings = [
    { ...heard, id: 'a', txPower: 46 },
    { ...heard, id: 'b', rssi: 0 },
    { ...heard, id: 'c' },
    { ...heard, id: 'd', at: at(60 - 25 * 3600) },
    { ...heard, id: 'e', at: at(49) },
    { ...heard, id: 'f', beacon: { ...beaconOf('shoes'), major: 9 } },
  ]
  const record = aRecord('device:phone-1', published('phone-1', { sightings }))
  const elsewhere = aRecord('device:phone-1', {
    ...published('phone-1', { sightings: [{ ...heard, id: 'g' }] }),
    topic: 'usher/nowhere/devices/phone-1/sightings',
  })
  await engage([record, elsewhere])
  expect(outcomes(memory, record).toSorted((a, b) => a.index - b.index)).toEqual([
    { index: 0, id: 'a', outcome: 'folded' },
    { index: 1, outcome: 'parked', reason: 'bad_rssi' },
    { index: 2, id: 'c', outcome: 'duplicate' },
    { index: 3, id: 'd', outcome: 'parked', reason: 'too_old' },
    { index: 4, id: 'e', outcome: 'late' },
    { index: 5, id: 'f', outcome: 'ignored', reason: 'unknown_beacon' },
  ])
  expect(outcomes(memory, elsewhere)).toEqual([{ index: 0, id: 'g', outcome: 'ignored', reason: 'unknown_venue' }])
  expect(entries(memory, 'counted')).toEqual([
    { type: 'counted', at: at(60), source: 'engage-visitors', reason: 'bad_tx_power', count: 1, venueId: 'store' },
  ])
})

test('a phone that nobody enrolled is parked, once for all that it says in a message', async () => {
  const { engage, memory } = await openStore()
  const record = aReport('stranger')
  expect(await engage([record])).toEqual([])
  expect(outcomes(memory, record).map(({ index, outcome }) => [index, outcome])).toEqual([
    [0, 'parked'],
    [1, 'parked'],
    [2, 'parked'],
  ])
  expect(memory.parked()).toEqual([
    {
      id: record.sequence,
      reason: 'unknown_device',
      detail: 'device:stranger: enrol the device first (POST /devices) (and 2 more of this reason)',
      body: Buffer.from(record.data).toString('base64'),
      topic: 'usher/store/devices/stranger/sightings',
      mailbox: 'device:stranger',
      at: at(60),
    },
  ])
  expect(await presenceOf(memory, 'device:stranger')).toBeUndefined()
})

test('a gateway that the venue does not have is ignored by name', async () => {
  const { engage, memory } = await openStore()
  const { rssi, deviceTime } = aSighting()
  const heard = { anchor: { gatewayId: 'attic' }, rssi, deviceTime }
  const body = {
    v: 1,
    kind: 'sightings',
    deviceId: 'phone-1',
    venueId: 'store',
    receivedAt: at(60),
    sightings: [heard],
  }
  const record = aRecord('device:phone-1', body)
  await engage([record])
  expect(outcomes(memory, record)).toEqual([{ index: 0, outcome: 'ignored', reason: 'unknown_gateway' }])
})

test('a poison record anywhere in a batch of 20 changes nothing for its neighbours', async () => {
  const good = Array.from({ length: 19 }, (_, i) => `phone-${i}`)
  const batch = good.map((deviceId) => aReport(deviceId))
  const run = async (records: readonly StreamedRecord[]) => {
    const { engage, memory } = await openStore({ phones: good })
    expect(await engage(records)).toEqual([])
    return {
      published: memory.published.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
      presences: await memory.presences.find(good.map((id) => `device:${id}`)),
      outcomes: batch.map((record) => outcomes(memory, record)),
      parked: memory.parked().map(({ reason }) => reason),
    }
  }
  const alone = await run(batch)
  expect(alone.published).toHaveLength(19)
  for (let place = 0; place < 20; place++) {
    const poison = aRecord('device:phone-3', '{"half')
    expect(await run(batch.toSpliced(place, 0, poison))).toEqual({ ...alone, parked: ['not_json'] })
  }
})

test('a receipt is journaled at its time of arrival, whatever the clock of the phone says', async () => {
  const { engage, memory } = await openStore()
  const receipt = { messageId: 'message-1', event: 'opened', at: 0 }
  const topic = 'usher/devices/phone-1/receipts'
  const record = aRecord('device:phone-1', published('phone-1', receipt, 70, { topic }), 70)
  await engage([record])
  expect(entries(memory, 'receipt')).toEqual([
    { type: 'receipt', at: at(70), cause: { record: record.sequence, index: 0 }, deviceId: 'phone-1', receipt },
  ])
  expect(outcomes(memory, record)).toEqual([{ index: 0, outcome: 'folded' }])
})

test('a timer is armed once for the next due time, and cleared after the commit that it led to', async () => {
  const { engage, memory, calls, names } = await openStore()
  await engage([aReport('phone-1', 60)])
  await engage([aReport('phone-1', 64)])
  expect(memory.started).toEqual([{ mailbox: 'device:phone-1', dueAt: at(130), delaySeconds: 70 }])
  calls.length = 0
  await engage([rang('device:phone-1', at(130))])
  expect(names().slice(-3)).toEqual(['presences.save', 'timers.clear', 'journal.append'])
  expect(await memory.timers.due(0, at(1000))).toEqual([{ mailbox: 'device:phone-1', dueAt: at(134), far: false }])
  await engage([rang('device:phone-1', at(134))])
  expect(
    entries(memory, 'moment')
      .slice(3)
      .map(({ moment }) => [moment.kind, moment.zoneId, moment.occurredAt]),
  ).toEqual([
    ['zone.exit', 'shoes', at(124)],
    ['zone.exit', 'fashion', at(124)],
    ['venue.exit', undefined, at(124)],
  ])
  expect(await memory.timers.due(0, at(1000))).toEqual([])
})

test('a timer that is armed anew for the time at which it rang is not forgotten', async () => {
  const { engage, memory } = await openStore({
    release: {
      venues: [aVenue({ presence: { minSightings: 1 } })],
      journeys: [aJourney({ entrance: { moment: 'zone.dwell', zoneId: 'watches', dwellSeconds: 10 } })],
    },
  })
  await engage([aReport('phone-1', 60)])
  const sightings = [{ at: at(120), beacon: beaconOf('watches'), rssi: -60 }]
  await engage([
    rang('device:phone-1', at(130)),
    aRecord('device:phone-1', published('phone-1', { sightings }, 130), 130),
  ])
  expect((await presenceOf(memory, 'device:phone-1'))?.timerAt).toBe(at(130))
  expect(await memory.timers.due(0, at(1000))).toEqual([{ mailbox: 'device:phone-1', dueAt: at(130), far: false }])
})

test('a stale timer does nothing and is forgotten', async () => {
  const { engage, memory } = await openStore()
  await memory.timers.arm([{ mailbox: 'device:phone-1', dueAt: at(90) }], at(60))
  const stale = rang('device:phone-1', at(90))
  await engage([stale])
  expect(outcomes(memory, stale)).toEqual([{ index: 0, outcome: 'ignored', reason: 'stale_timer' }])
  expect(await memory.timers.due(0, at(1000))).toEqual([])
})

test('a new release is in force for the next batch after five seconds, and never in the middle of one', async () => {
  const { engage, memory, before } = await openStore({ phones })
  await engage([aReport('phone-1', 60)])
  const journeys = [
    aJourney({ id: 'socks', step: { message: { kind: 'offer', title: 'Socks', body: 'Warm', offerId: 'socks' } } }),
  ]
  await memory.releases.publish(aReleaseContent({ version: 'release-2', journeys }), 'release-1', aNote())
  await engage([aReport('phone-2', 64)])
  before('presences.find', () =>
    memory.releases.publish(aReleaseContent({ version: 'release-3', journeys: [] }), 'release-2', aNote()),
  )
  await engage([aReport('phone-3', 70), aReport('phone-2', 75)])
  expect(publications(memory).map(({ deviceId, offer }) => [deviceId, offer])).toEqual([
    ['phone-1', 'care'],
    ['phone-2', 'care'],
    ['phone-3', 'socks'],
  ])
})

test('a pause takes effect without publishing', async () => {
  const { engage, memory } = await openStore({ phones })
  await memory.releases.setPause({ scope: 'journey', id: 'shoe-care' }, true)
  await engage([aReport('phone-1', 60)])
  await memory.releases.setPause({ scope: 'journey', id: 'shoe-care' }, false)
  await engage([aReport('phone-2', 66)])
  expect(entries(memory, 'decision').map(({ occasion, suppressed }) => [occasion.deviceId, suppressed])).toEqual([
    ['phone-1', 'paused'],
    ['phone-2', undefined],
  ])
})

test('a moment that breaks its decision is parked and counted, and its record is done', async () => {
  const message: unknown = null
  const broken = aJourney({
    id: 'broken',
    entrance: { audience: { 'customer.known': true } },
    step: { message: message as MessageContent },
  })
  const { engage, memory } = await openStore({ phones, release: { journeys: [aJourney(), broken] } })
  await knowAda(memory)
  const record = aReport('phone-1')
  expect(await engage([identified('phone-1', 'ada'), record, aReport('phone-2')])).toEqual([])
  const [, , moment] = entries(memory, 'moment')
  expect(memory.parked().map(({ detail, body, ...rest }) => rest)).toEqual([
    { id: moment?.moment.id, reason: 'failed', at: at(60) },
  ])
  expect(memory.parked()[0]?.detail).toMatch(/^deciding it failed: TypeError: /)
  expect(JSON.parse(Buffer.from(memory.parked()[0]?.body ?? '', 'base64').toString())).toEqual(moment?.moment)
  expect(entries(memory, 'counted')).toEqual([
    { type: 'counted', at: at(60), source: 'engage-visitors', reason: 'failed', count: 1, venueId: 'store' },
  ])
  expect(publications(memory).map(({ deviceId }) => deviceId)).toEqual(['phone-2'])
  expect(outcomes(memory, record).map(({ outcome }) => outcome)).toEqual(['folded', 'folded', 'folded'])
})
