import { describe, expect, test } from 'vitest'
import { at } from '#test/support/builders.ts'
import { outage } from './support.ts'
import { adas, aMistBody, aPlace, openDoors, strangers } from './webhook-deliveries.ts'

const hour = 3600
const day = 24 * hour

const refusal = (reason: string, own: object = { venueId: 'store', gatewayId: 'mist' }, seconds = 60) => ({
  type: 'counted',
  at: at(seconds),
  source: 'receive-webhooks',
  reason,
  count: 1,
  ...own,
})
const refused = (reason: string) => ({ refused: reason, detail: expect.any(String) })
const positions = (...told: readonly object[]) => ({
  key: 'device:tag-ada',
  body: { v: 1, kind: 'positions', deviceId: 'tag-ada', venueId: 'store', receivedAt: at(60), positions: told },
})
const told = { at: { x: 4, y: 2 }, floor: 'map-1', accuracyMetres: 10, deviceTime: at(59) }

test('a delivery that is signed goes to the mailboxes of its tags', async () => {
  const { receive, fromMist, memory } = await openDoors()
  expect(await receive(fromMist(aMistBody()))).toEqual({ taken: 1, skipped: [] })
  expect(memory.streamed).toEqual([positions(told)])
  expect([memory.journaled, memory.parked()]).toEqual([[], []])
})

test('what is left out of it is counted, and the engine is told why', async () => {
  const { receive, fromMist, memory } = await openDoors()
  const body = aMistBody(aPlace(), aPlace({ mac: strangers }), aPlace({ x: 'left' }))
  expect(await receive(fromMist(body))).toEqual({
    taken: 1,
    skipped: [
      { reason: 'bad_position', count: 1, detail: expect.stringContaining('events[2].x is "left"') },
      { reason: 'unregistered_device', count: 1, detail: expect.stringContaining('PUT /devices/{deviceId}') },
    ],
  })
  expect(memory.parked()).toMatchObject([{ reason: 'bad_position', topic: 'usher/store/gateways/mist/mist' }])
})

test('a topic that says nothing of places is taken and left out, so that it does not come again and again', async () => {
  const { receive, fromMist, memory } = await openDoors()
  const answer = await receive(fromMist(JSON.stringify({ topic: 'audits', events: [{ admin_name: 'Eve' }] })))
  expect(answer).toMatchObject({ taken: 0, skipped: [{ reason: 'unknown_topic', count: 1 }] })
  expect([memory.streamed, memory.parked()]).toEqual([[], []])
})

test('so is what cannot be read', async () => {
  const { receive, fromMist, memory } = await openDoors()
  expect(await receive(fromMist('{"topic":'))).toMatchObject({ taken: 0, skipped: [{ reason: 'not_json', count: 1 }] })
  expect(memory.parked()).toMatchObject([{ reason: 'not_json' }])
})

test('an empty list may come as often as it likes', async () => {
  const { receive, fromMist, memory } = await openDoors()
  const empty = fromMist(JSON.stringify({ topic: 'location', events: [] }))
  expect([await receive(empty), await receive(empty)]).toEqual([
    { taken: 0, skipped: [] },
    { taken: 0, skipped: [] },
  ])
  expect(memory.journaled).toEqual([])
})

describe('a forged delivery', () => {
  test('is refused and counted, and nothing of it is read', async () => {
    const { receive, fromMist, memory } = await openDoors()
    const delivery = fromMist(aMistBody())
    const tampered = { ...delivery, body: Buffer.from(aMistBody(aPlace({ x: 5 }))) }
    expect(await receive(tampered)).toEqual(refused('forged'))
    expect(await receive(fromMist(aMistBody(), 60, 'a guess'))).toEqual(refused('forged'))
    expect(memory.journaled).toEqual([refusal('forged'), refusal('forged')])
    expect([memory.streamed, memory.parked()]).toEqual([[], []])
  })

  test('takes nothing from the one that it imitates', async () => {
    const { receive, fromMist } = await openDoors()
    const delivery = fromMist(aMistBody())
    await receive({ ...delivery, headers: {} })
    expect(await receive(delivery)).toEqual({ taken: 1, skipped: [] })
  })

  test('is one for another venue, engine, or a webhook that nobody opened, which stays out of the archive', async () => {
    const { receive, fromMist, memory } = await openDoors()
    const delivery = fromMist(aMistBody())
    expect(await receive({ ...delivery, venueId: 'elsewhere' })).toEqual(refused('forged'))
    expect(await receive({ ...delivery, engine: 'cisco' })).toEqual(refused('forged'))
    expect(memory.journaled).toEqual([
      refusal('forged', {}),
      refusal('forged', { venueId: 'store', gatewayId: 'cisco' }),
    ])
  })
})

describe('a replay', () => {
  test('is refused and counted, whatever its headers say', async () => {
    const { receive, fromMist, memory } = await openDoors()
    const delivery = fromMist(aMistBody())
    await receive(delivery)
    expect(await receive(delivery)).toEqual(refused('replayed'))
    const { 'x-mist-signature-v2': signature = '' } = delivery.headers
    const shouted = { ...delivery, headers: { 'x-mist-signature-v2': signature.toUpperCase() } }
    expect(await receive(shouted)).toEqual(refused('replayed'))
    expect(memory.journaled).toEqual([refusal('replayed'), refusal('replayed')])
    expect(memory.streamed).toHaveLength(1)
  })

  test('is refused for as long as its events would be taken for new, and as stale after that', async () => {
    const { receive, fromMist, memory } = await openDoors()
    const verdicts = []
    for (const seconds of [60, day - 60, day + 59, day + 60, 30 * day])
      verdicts.push(await receive(fromMist(aMistBody(), seconds)))
    expect(verdicts).toEqual([
      { taken: 1, skipped: [] },
      refused('replayed'),
      refused('replayed'),
      refused('replayed'),
      refused('stale'),
    ])
    expect(memory.journaled.at(-1)).toEqual(refusal('stale', undefined, 30 * day))
  })

  test('of what an engine says whose clock is days ahead is refused when its day has come', async () => {
    const { receive, fromMist } = await openDoors()
    const ahead = aMistBody(aPlace({ timestamp: at(3 * day) / 1000 }))
    await receive(fromMist(ahead))
    expect(await receive(fromMist(ahead, 3 * day))).toEqual(refused('replayed'))
    expect(await receive(fromMist(ahead, 4 * day))).toEqual(refused('replayed'))
    expect(await receive(fromMist(ahead, 5 * day))).toEqual(refused('stale'))
  })

  test('has no chance with events that say no time: they are never taken, and their neighbours are', async () => {
    const { receive, fromMist, memory } = await openDoors()
    const timeless = { ...aPlace(), timestamp: undefined }
    expect(await receive(fromMist(aMistBody(timeless, aPlace())))).toEqual({
      taken: 1,
      skipped: [{ reason: 'bad_time', count: 1, detail: expect.stringContaining('events[0] says no time') }],
    })
    expect(memory.streamed).toEqual([positions(told)])
    const heard = { mac: adas, device_id: 'ap-1', rssi: -60 }
    const raw = JSON.stringify({ topic: 'asset-raw-rssi', events: [heard] })
    expect(await receive(fromMist(raw))).toMatchObject({ taken: 0, skipped: [{ reason: 'bad_time' }] })
  })
})

describe('a delivery that failed on our side', () => {
  test.each([
    'webhooks.find',
    'devices.findByHardware',
    'events.put',
    'parking.park',
    'journal.append',
    'webhooks.remember',
  ])('at %s is taken when it comes again, and then no more', async (call) => {
    const { receive, fromMist, before, memory } = await openDoors()
    const delivery = fromMist(aMistBody(aPlace(), aPlace({ x: 'left' })))
    before(call, outage)
    await expect(receive(delivery)).rejects.toThrow('the store is away')
    expect(await receive(delivery)).toMatchObject({ taken: 1 })
    expect(await receive(delivery)).toEqual(refused('replayed'))
    expect(memory.streamed).toContainEqual(positions(told))
    expect(memory.parked()).toHaveLength(1)
  })

  test('is not counted as refused', async () => {
    const { receive, fromMist, memory, ...store } = await openDoors()
    store.before('events.put', outage)
    await receive(fromMist(aMistBody())).catch(() => undefined)
    await receive(fromMist(aMistBody()))
    expect(memory.journaled).toEqual([])
  })
})

test('of copies that come at once one is taken, and the others are told that they are copies', async () => {
  const { receive, fromMist, memory } = await openDoors()
  const answers = await Promise.all(Array.from({ length: 5 }, () => receive(fromMist(aMistBody()))))
  expect(answers.filter((answer) => 'taken' in answer)).toHaveLength(1)
  expect(answers.filter((answer) => 'refused' in answer && answer.refused === 'replayed')).toHaveLength(4)
  // what went into the stream more than once is the same, and folds as a duplicate
  expect(new Set(memory.streamed.map((record) => JSON.stringify(record)))).toHaveLength(1)
})

test('more than a megabyte is refused before anything looks at it', async () => {
  const { receive, fromMist, memory, names } = await openDoors()
  expect(await receive(fromMist(' '.repeat(1_000_001)))).toEqual(refused('too_large'))
  expect(memory.journaled).toEqual([refusal('too_large')])
  expect(names()).not.toContain('parking.park')
  expect(await receive(fromMist(aMistBody().padEnd(1_000_000)))).toEqual({ taken: 1, skipped: [] })
})

describe('a new secret', () => {
  test('leaves the old one good for a day', async () => {
    const { receive, fromMist, opened } = await openDoors()
    const second = await opened('mist', 100)
    const bodies = [1, 2, 3, 4].map((x) => aMistBody(aPlace({ x, timestamp: at(day) / 1000 })))
    const [a = '', b = '', c = '', d = ''] = bodies
    expect(await receive(fromMist(a, 100 + day - 1))).toMatchObject({ taken: 1 })
    expect(await receive(fromMist(b, 100 + day))).toEqual(refused('forged'))
    expect(await receive(fromMist(c, 101, second))).toMatchObject({ taken: 1 })
    expect(await receive(fromMist(d, 100 + day, second))).toMatchObject({ taken: 1 })
  })

  test('twice in a row shuts the oldest out at once', async () => {
    const { receive, fromMist, opened } = await openDoors()
    const second = await opened('mist', 100)
    await opened('mist', 101)
    expect(await receive(fromMist(aMistBody(), 102))).toEqual(refused('forged'))
    expect(await receive(fromMist(aMistBody(), 102, second))).toMatchObject({ taken: 1 })
  })

  test('does not make an old delivery new', async () => {
    const { receive, fromMist, opened } = await openDoors()
    await receive(fromMist(aMistBody()))
    const second = await opened('mist', 100)
    expect(await receive(fromMist(aMistBody(), 101, second))).toEqual(refused('replayed'))
  })
})

describe('a forwarder of Cisco Spaces', () => {
  const body = JSON.stringify({
    eventType: 'DEVICE_LOCATION_UPDATE',
    deviceLocationUpdate: { device: { macAddress: adas }, mapId: 'map-1', xPos: 10, yPos: 5 },
  })

  test('signs when it sent, so that its events need no time', async () => {
    const { receive, fromCisco, memory } = await openDoors()
    expect(await receive(fromCisco(body))).toEqual({ taken: 1, skipped: [] })
    expect(memory.streamed).toMatchObject([{ body: { positions: [{ deviceTime: at(60), floor: 'map-1' }] } }])
  })

  test('may not send the same again, neither as it was nor signed anew', async () => {
    const { receive, fromCisco, memory } = await openDoors()
    await receive(fromCisco(body))
    expect(await receive(fromCisco(body))).toEqual(refused('replayed'))
    expect(await receive(fromCisco(body, 90))).toEqual(refused('replayed'))
    expect(await receive(fromCisco(body, 60 + 301, 60))).toEqual(refused('stale'))
    expect(memory.streamed).toHaveLength(1)
  })

  test('whose clock is five minutes off is told to set it', async () => {
    const { receive, fromCisco } = await openDoors()
    expect(await receive(fromCisco(body, 60, 60 + 301))).toMatchObject({
      refused: 'stale',
      detail: expect.stringContaining('set the clock'),
    })
  })
})

test('no address of a tag leaves through any port', async () => {
  const { receive, fromMist, calls } = await openDoors()
  await receive(fromMist(aMistBody(aPlace(), aPlace({ mac: strangers }), aPlace({ x: 'left' }))))
  const left = JSON.stringify(calls, (key, value: unknown) =>
    key === 'body' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  )
  expect(left).toContain('bad_position')
  for (const address of [adas, strangers]) expect(left).not.toContain(address)
})
