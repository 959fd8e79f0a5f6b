import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoRadioMaps } from '#shared/adapters/aws/radio-maps.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { createPhone } from '#shared/client/phone.ts'
import type { PhoneClock } from '#shared/client/phone-clock.ts'
import type { WalkSighting, WalkTap } from '#shared/client/walk-report.ts'
import { zonesOfCells } from '#shared/domain/locating/cell-zones.ts'
import type { RadioMapJob } from '#shared/domain/locating/radio-map-job.ts'
import { readFix } from '#shared/domain/locating/read-fix.ts'
import type { CalibrationWalk } from '#shared/domain/locating/walk.ts'
import { topics } from '#shared/domain/topic.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import type { ShownWalk } from '#shared/use-cases/calibrate.ts'
import { liveRadioMaps } from '#shared/use-cases/live-radio-maps.ts'
import { aHall, aWalk, beaconNumber, lattice, walksThrough } from '#test/domain/locating/hall.ts'
import { sdkOptions } from '../sdk-options.ts'
import { entriesOf, type Laptop, startLaptop } from './laptop.ts'
import { aPhone, type TestPhone } from './phone.ts'

const hall = aHall(lattice(({ x, y }) => x > 24 && y > 16))

let laptop: Laptop
let phone: TestPhone
let dynamodb: DynamoDBClient
let releasesTable: string
let start: number

beforeAll(async () => {
  laptop = await startLaptop()
  dynamodb = new DynamoDBClient(sdkOptions(laptop.system.awsUrl))
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand())
  releasesTable = TableNames.find((name) => name.includes('Releases')) ?? ''
  const { status } = await laptop.api('operator', 'PUT', '/venues/hall', hall)
  expect(status).toBe(201)
  phone = await aPhone(laptop)
})
beforeEach(() => {
  start = laptop.journal.length
})
afterAll(async () => {
  await phone.close()
  dynamodb.destroy()
  await laptop.close()
})

const walksPath = '/venues/hall/calibrations'
const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const { status, body: answer } = await laptop.api('operator', method, path, body)
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer as T
}
const startWalk = async (deviceId?: string) =>
  (await ask<ShownWalk>('POST', walksPath, deviceId === undefined ? {} : { deviceId })).walkId
const show = (walkId: string) => ask<ShownWalk>('GET', `${walksPath}/${walkId}`)
const learned = async (walkIds?: string[]) => {
  const { version } = await ask<RadioMapJob>('POST', '/venues/hall/radio-maps', walkIds ? { walkIds } : {})
  await laptop.system.idle()
  return vi.waitFor(
    async () => {
      const job = await ask<RadioMapJob>('GET', `/venues/hall/radio-maps/${version}`)
      expect(['done', 'failed']).toContain(job.state)
      return job
    },
    { timeout: 60_000, interval: 100 },
  )
}
const tapsOf = ({ taps }: CalibrationWalk): WalkTap[] =>
  taps.map(({ at, floorId, point }) => ({ at, floor: floorId, ...point }))
const sightingsOf = ({ hearings }: CalibrationWalk): WalkSighting[] =>
  hearings.map(({ key, rssi, at }) => ({ at, beacon: beaconNumber(Number(key.split(':').at(-1))), rssi }))
const inParts = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

/** A clock whose seconds take no time, so that a walk of minutes leaves at once. */
const hurried: PhoneClock = {
  now: () => 0,
  after: (_, callback) => {
    const timer = setTimeout(callback, 0)
    return () => clearTimeout(timer)
  },
}

test('an operator walks with the app, by HTTP and by bare MQTT; Usher learns, reports, and the map goes live with the next publish', async () => {
  const [one, two, three] = walksThrough(hall, 3) as [CalibrationWalk, CalibrationWalk, CalibrationWalk]

  // the app says it all by Basic Ingest
  const operator = await aPhone(laptop)
  const { deviceId, token } = operator
  const ids = [await startWalk(deviceId), await startWalk(), await startWalk(phone.deviceId)] as const
  await operator.client.endAsync()
  const app = await createPhone({
    identity: { deviceId, token },
    mqttUrl: laptop.system.mqttUrl,
    venueId: 'hall',
    clock: hurried,
  })
  await app.online()
  for (const tap of tapsOf(one)) app.tap(ids[0], tap)
  app.reportOnWalk(ids[0], ...sightingsOf(one))
  await app.drained()
  await app.close()

  // HTTP takes a thousand at once
  await ask('POST', `${walksPath}/${ids[1]}/taps`, { taps: tapsOf(two) })
  for (const sightings of inParts(sightingsOf(two), 1000))
    await ask('POST', `${walksPath}/${ids[1]}/sightings`, { sightings })

  // backwards and every message twice
  const topic = topics.calibration('hall', phone.deviceId)
  const messages = [
    ...inParts(tapsOf(three), 50).map((taps) => ({ walkId: ids[2], taps })),
    ...inParts(sightingsOf(three), 50).map((sightings) => ({ walkId: ids[2], sightings })),
  ].toReversed()
  for (const message of [...messages, ...messages]) await phone.publish(topic, JSON.stringify(message))
  await phone.settled()

  const all = [one, two, three]
  for (const [i, walkId] of ids.entries()) {
    const shown = await ask<ShownWalk>('POST', `${walksPath}/${walkId}/finish`)
    const { taps = [], hearings = [] } = all[i] ?? {}
    expect(shown).toMatchObject({ walkId, taps: taps.length, sightings: hearings.length, faults: [] })
  }
  expect(entriesOf(laptop, 'moment', start)).toEqual([])
  const told = entriesOf(laptop, 'outcomes', start).filter(({ venueId }) => venueId === 'hall')
  expect(told.length).toBeGreaterThan(0)
  expect(told.flatMap(({ outcomes }) => outcomes)).toEqual([])

  const { state, report, version } = await learned()
  expect({ state, refused: report?.refused, leftOut: report?.leftOut }).toEqual({
    state: 'done',
    refused: [],
    leftOut: [],
  })
  expect(report?.walks.map(({ walkId }) => walkId).toSorted()).toEqual(ids.toSorted())
  expect(report?.expected?.folds).toBe(3)
  expect(report?.expected?.nextBeacon?.zoneId).toBe('north-east')

  const releases = dynamoReleases(dynamodb, releasesTable)
  await ask('POST', '/publish', { venueId: 'hall' })
  const live = await releases.load((await releases.liveVersion()) ?? '')
  expect(live?.venues.map(({ id, radioMap }) => [id, radioMap])).toEqual([['hall', version]])
  const loaded = await liveRadioMaps({ radioMaps: dynamoRadioMaps(dynamodb, releasesTable) })(version)
  if (!('locator' in loaded)) throw new Error(loaded.unusable)
  const { locator } = loaded
  const belief = locator.follow(
    undefined,
    aWalk(
      hall,
      'later',
      [
        { x: 8, y: 8 },
        { x: 10, y: 8 },
      ],
      9,
    ).hearings,
  )
  if (!belief) throw new Error('nothing was known of it')
  const fix = readFix(belief, locator.map, zonesOfCells(indexVenue(hall), locator.map.grid))
  expect(fix.zones[0]?.zoneId).toBe('south-west')
}, 120_000)

test('walks that no map can be learned from are named with what to do, and nothing changes', async () => {
  const before = await dynamoDrafts(dynamodb, releasesTable).findVenue('hall')
  const lone = await startWalk()
  await ask('POST', `${walksPath}/${lone}/taps`, { taps: [{ at: 1000, floor: 'ground', x: 3, y: 3 }] })
  const outside = await startWalk()
  const taps = [0, 1, 2].map((i) => ({ at: 1000 * i, floor: '0', x: 100 + i, y: 3 }))
  await ask('POST', `${walksPath}/${outside}/taps`, { taps })
  const job = await learned([lone, outside, 'never-was'])
  expect(job.state).toBe('failed')
  expect(job.failed).toBe(
    'none of the walks can be learned from: walk through the venue and finish the walk, then ask again',
  )
  expect(job.report?.refused.map(({ walkId, faults }) => [walkId, faults.map(({ reason }) => reason)])).toEqual([
    [lone, ['too_few_taps']],
    [outside, ['outside']],
    ['never-was', ['unknown_walk']],
  ])
  expect(await dynamoDrafts(dynamodb, releasesTable).findVenue('hall')).toEqual(before)
})

test('a walk takes reports of the device that it was started for, and of no other; a removed one of none', async () => {
  const walkId = await startWalk('somebody-else')
  const tells = async () => {
    await phone.publish(
      topics.calibration('hall', phone.deviceId),
      JSON.stringify({ walkId, taps: [{ at: 1000, floor: 'ground', x: 3, y: 3 }] }),
    )
    await phone.settled()
  }
  await tells()
  expect(await show(walkId)).toMatchObject({ taps: 0 })
  await ask('DELETE', `${walksPath}/${walkId}`)
  await tells()
  const outcomes = entriesOf(laptop, 'outcomes', start).flatMap((entry) => entry.outcomes)
  expect(outcomes).toEqual([0, 0].map((index) => ({ index, outcome: 'parked', reason: 'unknown_walk' })))
  expect((await laptop.api('operator', 'GET', `${walksPath}/${walkId}`)).status).toBe(404)
})

test('calibration is an operator’s, of her own venue', async () => {
  expect((await laptop.api('marketer', 'POST', walksPath, {})).status).toBe(403)
  expect((await laptop.api('operator@elsewhere', 'POST', '/venues/hall/radio-maps', {})).status).toBe(403)
  expect((await laptop.api('operator@hall', 'GET', walksPath)).status).toBe(200)
  const wrong = await laptop.api('operator', 'POST', `${walksPath}/any/taps`, {
    taps: [{ at: 1, floor: 'ground', x: 1 }],
  })
  expect(wrong.status).toBe(400)
})
