import { describe, expect, test } from 'vitest'
import { publishRelease, rollBack, validateDrafts } from '#shared/use-cases/publish-release.ts'
import { aCaller, aJourney, at, removeJourney, saveDraft, saveJourney } from '#test/support/builders.ts'
import { aStation, aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const nextTrain = aJourney({ id: 'next-train', entrance: { venueId: 'station', zoneId: 'kiosk' } })

const by = (seconds: number) => ({ by: aCaller(), now: at(seconds) })

const open = async () => {
  const watched = watchedPorts()
  const { drafts } = watched.memory
  await saveDraft(drafts, aVenue())
  await saveDraft(drafts, aStation())
  await saveJourney(drafts, aJourney())
  await saveJourney(drafts, nextTrain)
  const live = async () => {
    const version = await watched.memory.releases.liveVersion()
    return version === undefined ? undefined : watched.memory.releases.load(version)
  }
  return { ...watched, drafts, live, publish: publishRelease(watched.ports) }
}

/** What there is to say of journeys whose offer is none of ours. */
const unkept = ['next-train', 'shoe-care'].map((id) => ({
  path: `journeys.${id}.steps[0].message.offerId`,
  reason: 'there is no offer "care": its name is sent, without a code or a stock',
}))

test('all drafts are published as one release', async () => {
  const { publish, live } = await open()
  const result = await publish(undefined, by(0))
  const release = await live()
  expect(result).toEqual({
    published: release?.version,
    venues: 2,
    journeys: 2,
    changes: { added: 27, changed: 0, removed: 0 },
    warnings: unkept,
  })
  expect(release).toEqual({
    version: expect.stringMatching(/^2026-11-21T09-00-00\.000Z-[\w-]{6}$/),
    publishedAt: at(0),
    venues: [aStation(), aVenue()],
    journeys: [nextTrain, aJourney()],
  })
})

test('of one venue only its own drafts go live, and all else stays as it is', async () => {
  const { publish, live, drafts } = await open()
  await publish(undefined, by(0))
  await saveDraft(drafts, aVenue({ name: 'Renamed store' }))
  await saveDraft(drafts, aStation({ name: 'Renamed station' }))
  await saveJourney(drafts, aJourney({ name: 'Renamed' }))
  await saveJourney(drafts, { ...nextTrain, name: 'Renamed too' })
  expect(await publish('store', by(10))).toMatchObject({ venues: 2, journeys: 2 })
  const release = await live()
  expect(release?.venues.map(({ name }) => name)).toEqual(['Station', 'Renamed store'])
  expect(release?.journeys.map(({ name }) => name)).toEqual([nextTrain.name, 'Renamed'])
})

test('a journey that was moved to another venue is not live twice', async () => {
  const { publish, live, drafts } = await open()
  await publish(undefined, by(0))
  await saveJourney(drafts, { ...nextTrain, entrance: { ...nextTrain.entrance, venueId: 'store', zoneId: 'shoes' } })
  expect(await publish('store', by(10))).toMatchObject({ journeys: 2 })
  expect((await live())?.journeys.map(({ id, entrance }) => [id, entrance.venueId])).toEqual([
    ['next-train', 'store'],
    ['shoe-care', 'store'],
  ])
})

test('what does not fit together is named with its place, the reason and an example, and nothing is published', async () => {
  const { publish, live, drafts, names } = await open()
  await saveJourney(drafts, aJourney({ entrance: { zoneId: 'shoos' } }))
  await saveJourney(drafts, aJourney({ id: 'lost', entrance: { venueId: 'stoer' } }))
  expect(await publish(undefined, by(0))).toEqual({
    faults: [
      {
        path: 'journeys.lost.entrance.venueId',
        reason: 'there is no venue "stoer"; did you mean "store"?',
        example: 'store',
      },
      {
        path: 'journeys.shoe-care.entrance.zoneId',
        reason: 'there is no zone "shoos"; did you mean "shoes"?',
        example: 'shoes',
      },
    ],
  })
  expect(await live()).toBeUndefined()
  expect(names()).not.toContain('releases.publish')
})

test("a venue's own faults are named below its id", async () => {
  const { publish, drafts } = await open()
  const venue = aVenue()
  await saveDraft(drafts, { ...venue, zones: venue.zones.map((zone) => ({ ...zone, floorId: 'cellar' })).slice(0, 1) })
  await saveJourney(drafts, aJourney({ entrance: { zoneId: 'fashion' } }))
  expect(await publish('store', by(0))).toEqual({
    faults: [
      {
        path: 'venues.store.zones[0].floorId',
        reason: 'there is no floor "cellar"; known are ground, first',
        example: 'ground',
      },
    ],
  })
})

test('a venue that nobody drafted is named', async () => {
  const { publish } = await open()
  expect(await publish('harbour', by(0))).toEqual({
    faults: [
      {
        path: 'venueId',
        reason: 'there is no draft of venue "harbour"; PUT /venues/harbour first',
        example: 'station',
      },
    ],
  })
})

test('of two who publish at once only one does, and the other one is told', async () => {
  const { publish, live } = await open()
  const results = await Promise.all([publish('store', by(0)), publish('station', by(1))])
  expect(results).toMatchObject([{ venues: 1, journeys: 1 }, { conflict: true }])
  expect((await live())?.venues.map(({ id }) => id)).toEqual(['store'])
})

test('a version comes after the one before it, whatever the clock says', async () => {
  const { publish, live } = await open()
  await publish(undefined, by(10))
  const first = (await live())?.version ?? ''
  await publish(undefined, by(0))
  const second = (await live())?.version ?? ''
  expect(second > first).toBe(true)
})

test('validating says what publishing would say, and publishes nothing', async () => {
  const { ports, drafts, live } = await open()
  const validate = validateDrafts(ports)
  expect(await validate(undefined)).toEqual({ faults: [], warnings: unkept })
  await saveJourney(drafts, aJourney({ entrance: { zoneId: 'shoos' } }))
  expect((await validate('store')).faults.map(({ path }) => path)).toEqual(['journeys.shoe-care.entrance.zoneId'])
  expect((await validate('station')).faults).toEqual([])
  expect((await validate('quay')).faults.map(({ path }) => path)).toEqual(['venueId'])
  expect(await live()).toBeUndefined()
})

test('a venue whose draft was removed goes off live, with its journeys', async () => {
  const { publish, drafts, live } = await open()
  await publish(undefined, by(0))
  await removeJourney(drafts, 'next-train')
  await drafts.removeVenue('station', (await drafts.findVenue('station'))?.version ?? '')
  expect(await publish('station', by(10))).toMatchObject({ venues: 1, journeys: 1 })
  expect((await live())?.venues.map(({ id }) => id)).toEqual(['store'])
})

describe('rolling back', () => {
  const openTwice = async () => {
    const opened = await open()
    const { publish, live, drafts } = opened
    await publish(undefined, by(0))
    const first = await live()
    await saveDraft(drafts, aVenue({ name: 'Renamed store' }))
    await saveDraft(drafts, aStation({ name: 'Renamed station' }))
    await saveJourney(drafts, aJourney({ name: 'Renamed' }))
    await publish(undefined, by(10))
    return { ...opened, first, restore: rollBack(opened.ports) }
  }

  test('makes venues and journeys live again as they were, as a new version that says so; drafts stay', async () => {
    const { restore, first, live, memory, drafts } = await openTwice()
    const result = await restore(first?.version ?? '', undefined, by(20))
    const now = await live()
    expect(result).toMatchObject({ published: now?.version, changes: { added: 0, changed: 3, removed: 0 } })
    expect(now).toEqual({ ...first, version: now?.version, publishedAt: at(20) })
    expect(await memory.releases.summary(now?.version ?? '')).toMatchObject({ restores: first?.version, by: aCaller() })
    expect((await drafts.findVenue('store'))?.venue.name).toBe('Renamed store')
    const [entry] = (await memory.audit.list(undefined, { limit: 1 })).entries
    expect(entry).toMatchObject({ action: 'rollback', what: `releases/${now?.version}`, state: 'done' })
  })

  test('of one venue leaves the others as they are', async () => {
    const { restore, first, live } = await openTwice()
    await restore(first?.version ?? '', 'store', by(20))
    const now = await live()
    expect(now?.venues.map(({ name }) => name)).toEqual(['Renamed station', 'Department store'])
    expect(now?.journeys.map(({ name }) => name)).toEqual([nextTrain.name, aJourney().name])
  })

  test('to what never was is nothing', async () => {
    const { restore, live, names } = await openTwice()
    const before = await live()
    expect(await restore('never', undefined, by(20))).toBeUndefined()
    expect(await live()).toEqual(before)
    expect(names().filter((name) => name === 'releases.publish')).toHaveLength(2)
  })
})
