import { randomBytes } from 'node:crypto'
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { packSeen, unpackSeen } from '#shared/adapters/aws/presences.ts'
import { dynamoDrafts, dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { startDynamo, type Tables, towards } from '../dynalite.ts'
import { aDevice, aParked, aRelease, aVenue, opening } from '../samples.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let tables: Tables

beforeAll(async () => {
  dynamo = await startDynamo()
})
beforeEach(async () => {
  tables = await dynamo.makeTables()
})
afterAll(() => dynamo.close())

/** A client whose n-th call, counted from 0, fails before it leaves. */
const failingAt = (nth: number): DynamoDBClient => {
  const client = new DynamoDBClient(towards(dynamo.endpoint))
  let calls = 0
  client.middlewareStack.add((next) => (args) => {
    if (calls++ === nth) throw new Error('the power went out')
    return next(args)
  })
  return client
}

const incompressible = (version: string) =>
  aRelease(version, { venues: [aVenue({ name: randomBytes(1_500_000).toString('base64') })] })

describe('publishing', () => {
  test('cut short anywhere, what was live stays live, and publishing again completes it', async () => {
    const content = incompressible('v2')
    await dynamoReleases(dynamo.client, tables.releases).publish(aRelease('v1'), undefined)
    let cuts = 0
    for (; ; cuts++) {
      const published = await dynamoReleases(failingAt(cuts), tables.releases)
        .publish(content, 'v1')
        .catch(() => 'cut short')
      if (published === 'written') break
      expect((await dynamoReleases(dynamo.client, tables.releases).pointer()).version).toBe('v1')
    }
    expect(cuts).toBeGreaterThan(4)
    const releases = dynamoReleases(dynamo.client, tables.releases)
    expect((await releases.pointer()).version).toBe('v2')
    expect(await releases.load('v2')).toEqual(content)
  })

  test('a release of which some chunks are missing is not there', async () => {
    const releases = dynamoReleases(failingAt(2), tables.releases)
    await expect(releases.publish(incompressible('v1'), undefined)).rejects.toThrow('the power went out')
    expect(await releases.load('v1')).toBeUndefined()
  })

  test('a draft that is too large for an item is refused with its size', async () => {
    const venue = aVenue({ name: randomBytes(400_000).toString('base64') })
    await expect(dynamoDrafts(dynamo.client, tables.releases).saveVenue(venue)).rejects.toThrow(
      /^the draft venue store has \d+ kB compressed and may have 350: divide it/,
    )
  })
})

describe('devices', () => {
  test('cut short anywhere while it gets a new hardware key, saving again leaves no old key behind', async () => {
    const rekeyed = aDevice({ hardwareKey: 'new' })
    for (let cut = 0; cut < 4; cut++) {
      const devices = dynamoDevices(dynamo.client, tables.directory)
      await devices.save(aDevice({ hardwareKey: 'old' }))
      await expect(dynamoDevices(failingAt(cut), tables.directory).save(rekeyed)).rejects.toThrow('the power went out')
      await devices.save(rekeyed)
      expect(await devices.findByHardware(['old', 'new'])).toEqual(new Map([['new', rekeyed]]))
    }
  })

  test('a device that keeps its hardware key is heard all the while it is saved', async () => {
    const [before, after] = [aDevice({ hardwareKey: 'key' }), aDevice({ hardwareKey: 'key', staff: true })]
    const devices = dynamoDevices(dynamo.client, tables.directory)
    await devices.save(before)
    for (let cut = 0; cut < 3; cut++) {
      await expect(dynamoDevices(failingAt(cut), tables.directory).save(after)).rejects.toThrow('the power went out')
      expect(await devices.findByHardware(['key'])).toEqual(new Map([['key', before]]))
    }
  })
})

describe('parking', () => {
  test('what is parked goes after two weeks', async () => {
    await dynamoParking(dynamo.client, tables.parked).park([aParked()])
    const { Item } = await dynamo.client.send(
      new GetItemCommand({
        TableName: tables.parked,
        Key: { pk: { S: '495:0' }, sk: { S: 'not_json' } },
      }),
    )
    expect(Item?.expiresAt).toEqual({ N: String(opening / 1000 + 14 * 86_400) })
  })

  test('a body that is larger than an item is cut and says how long it was; its neighbours are whole', async () => {
    const body = randomBytes(1_000_000).toString('base64')
    const detail = 'é'.repeat(100_000)
    await dynamoParking(dynamo.client, tables.parked).park([aParked({ id: '1:0', body, detail }), aParked()])
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: tables.parked }))
    const kept = Items.map(({ pk, body, detail, cutFromBytes }) => ({ pk, body, detail, cutFromBytes }))
    expect(kept).toEqual([
      {
        pk: { S: '1:0' },
        body: { S: body.slice(0, 350_000) },
        detail: { S: detail.slice(0, 4000) },
        cutFromBytes: { N: String(body.length) },
      },
      {
        pk: { S: '495:0' },
        body: { S: aParked().body },
        detail: { S: aParked().detail },
        cutFromBytes: undefined,
      },
    ])
  })
})

describe('packing what was seen', () => {
  test('eight bytes a sighting', () => {
    expect(packSeen([opening, 1, opening - 1, 2], opening)).toHaveLength(16)
  })

  test('bytes that do not begin at a multiple of four are read all the same', () => {
    const seen = [opening - 86_400_000, 0xffffffff, opening, 0]
    const bytes = packSeen(seen, opening)
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    expect(unpackSeen(shifted.subarray(1), opening)).toEqual(seen)
  })

  test('a clock may be five minutes ahead of the newest event', () => {
    const seen = [opening + 300_000, 7, opening, 8]
    expect(unpackSeen(packSeen(seen, opening), opening)).toEqual(seen)
  })

  test('49 days back is the furthest that is packed; what is older is let go', () => {
    const furthest = opening + 300_000 - (2 ** 32 - 1)
    const seen = [furthest - 1, 7, furthest, 8, opening, 9]
    expect(unpackSeen(packSeen(seen, opening), opening)).toEqual([furthest, 8, opening, 9])
  })
})
