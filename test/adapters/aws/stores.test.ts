import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { largeVenue } from '#infra/bench/large-venue.ts'
import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { packSeen, unpackSeen } from '#shared/adapters/aws/presences.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { aCaller, aNote, saveDraft } from '#test/support/builders.ts'
import { anOffer, aSegment, aTemplate } from '#test/support/resources.ts'
import { startDynamo, type Tables, towards } from '../dynalite.ts'
import { aDevice, aJourney, aParked, aRelease, aVenue, opening } from '../samples.ts'

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

/** The partitions of all that the releases' table holds, one for each item. */
const allKeys = async (): Promise<string[]> => {
  const { Items = [] } = await dynamo.client.send(
    new ScanCommand({ TableName: tables.releases, ProjectionExpression: 'pk' }),
  )
  return Items.flatMap(({ pk }) => pk?.S ?? []).sort()
}

/** A release of which each part takes several items. */
const incompressible = (version: string) => {
  const name = (bytes = 400_000) => randomBytes(bytes).toString('base64')
  return aRelease(version, {
    venues: [aVenue({ name: name(1_500_000) })],
    journeys: [aJourney({ name: name() })],
    segments: [aSegment({ name: name() })],
    offers: [anOffer({ name: name() })],
    templates: [aTemplate({ name: name() })],
    settings: { ...defaultSettings, seeds: [name()] },
  })
}

describe('publishing', () => {
  test('cut short anywhere, what was live stays live, and publishing again completes it', async () => {
    const content = incompressible('v2')
    await dynamoReleases(dynamo.client, tables.releases).publish(aRelease('v1'), undefined, aNote())
    let cuts = 0
    for (; ; cuts++) {
      const published = await dynamoReleases(failingAt(cuts), tables.releases)
        .publish(content, 'v1', aNote())
        .catch(() => 'cut short')
      if (published === 'written') break
      const live = dynamoReleases(dynamo.client, tables.releases)
      expect(await live.liveVersion()).toBe('v1')
      expect(await live.load('v1')).toEqual(aRelease('v1'))
    }
    expect(cuts).toBeGreaterThan(14)
    const releases = dynamoReleases(dynamo.client, tables.releases)
    expect(await releases.liveVersion()).toBe('v2')
    expect(await releases.load('v2')).toEqual(content)
  })

  test('a release of which some chunks are missing is not there', async () => {
    const releases = dynamoReleases(failingAt(2), tables.releases)
    await expect(releases.publish(incompressible('v1'), undefined, aNote())).rejects.toThrow('the power went out')
    expect(await releases.load('v1')).toBeUndefined()
  })

  test('what releases share is stored once', async () => {
    const releases = dynamoReleases(dynamo.client, tables.releases)
    await releases.publish(aRelease('v1'), undefined, aNote())
    const partsOf = async () => (await allKeys()).filter((key) => key.startsWith('part#'))
    const before = await partsOf()
    await releases.publish(aRelease('v2'), 'v1', aNote())
    expect(await partsOf()).toEqual(before)
    await releases.publish(aRelease('v3', { journeys: [] }), 'v2', aNote())
    expect(await partsOf()).toHaveLength(before.length + 1)
  })

  test('a release whose manifest names venues and journeys only is read', async () => {
    const releases = dynamoReleases(dynamo.client, tables.releases)
    await releases.publish(aRelease('v1'), undefined, aNote())
    const Key = { pk: { S: 'release' }, sk: { S: 'manifest#v1' } }
    const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: tables.releases, Key }))
    const manifest = JSON.parse(Item?.manifest?.S ?? '{}')
    expect(Object.keys(manifest).sort()).toEqual(['journeys', 'summary', 'venues'])
    const { segments: _, offers: __, templates: ___, ...counts } = manifest.summary.counts
    const old = { ...manifest, summary: { ...manifest.summary, counts } }
    const stored = { ...Key, manifest: { S: JSON.stringify(old) } }
    await dynamo.client.send(new PutItemCommand({ TableName: tables.releases, Item: stored }))
    expect(await dynamoReleases(dynamo.client, tables.releases).load('v1')).toEqual(aRelease('v1'))
    expect((await releases.summary('v1'))?.counts).toEqual(counts)
  })

  test('a journey of the first schema, without a version beside it, is read, listed, replaced and removed', async () => {
    const Item = { pk: { S: 'draft' }, sk: { S: 'journey#boots' }, data: { B: gzipSync(JSON.stringify(aJourney())) } }
    await dynamo.client.send(new PutItemCommand({ TableName: tables.releases, Item }))
    const drafts = dynamoDrafts(dynamo.client, tables.releases)
    const listed = { entries: [{ id: 'boots', name: 'Boots', venueId: 'store' }] }
    expect(await drafts.list('journeys', { limit: 5 })).toEqual(listed)
    expect(await drafts.find('journeys', 'boots')).toEqual({ resource: aJourney(), version: '' })
    expect(await drafts.save('journeys', 'boots', aJourney({ name: 'New' }), undefined)).toBe('conflict')
    expect(await drafts.save('journeys', 'boots', aJourney({ name: 'New' }), '')).toBe('written')
    expect(await drafts.save('journeys', 'boots', aJourney({ name: 'Newer' }), '')).toBe('conflict')
    await dynamo.client.send(new PutItemCommand({ TableName: tables.releases, Item }))
    expect(await drafts.remove('journeys', 'boots', '')).toBe('written')
    expect(await drafts.find('journeys', 'boots')).toBeUndefined()
  })

  test('a release of the first schema, in chunks of one text, is read', async () => {
    const content = aRelease('v1')
    const data = { B: gzipSync(JSON.stringify(content)) }
    const Item = { pk: { S: 'release#v1' }, sk: { S: 'chunk#0000' }, chunks: { N: '1' }, data }
    await dynamo.client.send(new PutItemCommand({ TableName: tables.releases, Item }))
    const releases = dynamoReleases(dynamo.client, tables.releases)
    expect(await releases.load('v1')).toEqual(content)
    expect(await releases.loadVenue('v1', 'store')).toEqual(aVenue())
  })
})

describe('drafts of venues', () => {
  const large = (name: string) => aVenue({ name, radioMap: randomBytes(700_000).toString('base64') })

  test('cut short anywhere, the one before stays whole, and saving again replaces it', async () => {
    const drafts = dynamoDrafts(dynamo.client, tables.releases)
    const [before, after] = [large('before'), large('after')]
    await saveDraft(drafts, before)
    const version = (await drafts.findVenue('store'))?.version
    let cuts = 0
    for (; ; cuts++) {
      const written = await dynamoDrafts(failingAt(cuts), tables.releases)
        .saveVenue(after, version)
        .catch(() => 'cut short')
      const found = (await drafts.findVenue('store'))?.venue
      if (written !== 'cut short' || found?.name === after.name) break
      expect(found).toEqual(before)
    }
    expect(cuts).toBeGreaterThan(3)
    expect((await drafts.findVenue('store'))?.venue).toEqual(after)
  })

  test('what was replaced, removed or lost against another leaves nothing behind', async () => {
    const drafts = dynamoDrafts(dynamo.client, tables.releases)
    for (const name of ['one', 'two', 'three']) await saveDraft(drafts, large(name))
    await drafts.saveVenue(large('late'), 'another version')
    expect((await allKeys()).filter((key) => key.startsWith('draft#'))).toHaveLength(3)
    await drafts.removeVenue('store', (await drafts.findVenue('store'))?.version ?? '')
    expect(await allKeys()).toEqual([])
  })

  test('one of the first schema, in a single item, is read, listed, replaced and removed', async () => {
    const data = { B: gzipSync(JSON.stringify(aVenue())) }
    for (const id of ['store', 'old']) {
      const Item = { pk: { S: 'draft' }, sk: { S: `venue#${id}` }, data }
      await dynamo.client.send(new PutItemCommand({ TableName: tables.releases, Item }))
    }
    const drafts = dynamoDrafts(dynamo.client, tables.releases)
    expect((await drafts.findVenue('store'))?.venue).toEqual(aVenue())
    expect((await drafts.listVenues({ limit: 5 })).venues.map(({ name }) => name)).toEqual(['Store', 'Store'])
    await saveDraft(drafts, aVenue({ name: 'New' }))
    expect((await drafts.findVenue('store'))?.venue.name).toBe('New')
    expect(await drafts.removeVenue('old', (await drafts.findVenue('old'))?.version ?? 'none')).toBe('written')
    expect(await drafts.findVenue('old')).toBeUndefined()
  })
})

test('the audit trail is kept for 400 days', async () => {
  const entry = {
    id: 'e1',
    at: opening,
    who: aCaller(),
    action: 'publish',
    what: 'releases/v1',
    state: 'done',
  } as const
  await dynamoAudit(dynamo.client, tables.releases).write(entry)
  const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: tables.releases }))
  expect(Items.map(({ expiresAt }) => expiresAt?.N)).toEqual(Array(2).fill(String(opening / 1000 + 400 * 86_400)))
})

test('a venue of 2,000 zones and 5,000 beacons is drafted and published, in items of less than 400 kB', async () => {
  const airport = largeVenue(2000, 5000)
  const drafts = dynamoDrafts(dynamo.client, tables.releases)
  const releases = dynamoReleases(dynamo.client, tables.releases)
  await saveDraft(drafts, airport)
  expect((await drafts.findVenue('airport'))?.venue).toEqual(airport)
  await releases.publish(aRelease('v1', { venues: [airport] }), undefined, aNote())
  expect(await releases.loadVenue('v1', 'airport')).toEqual(airport)
  const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: tables.releases }))
  expect(Math.max(...Items.map(({ data }) => data?.B?.length ?? 0))).toBeLessThanOrEqual(350_000)
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
