import { expect, test } from 'vitest'
import { publishRelease } from '#shared/use-cases/publish-release.ts'
import { aCaller, aJourney, at, saveDraft } from '#test/support/builders.ts'
import { aStation, aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const nextTrain = aJourney({ id: 'next-train', entrance: { venueId: 'station', zoneId: 'kiosk' } })

const by = (seconds: number) => ({ by: aCaller(), now: at(seconds) })

const open = async () => {
  const watched = watchedPorts()
  const { drafts } = watched.memory
  await saveDraft(drafts, aVenue())
  await saveDraft(drafts, aStation())
  await drafts.saveJourney(aJourney())
  await drafts.saveJourney(nextTrain)
  const live = async () => {
    const { version } = await watched.memory.releases.pointer()
    return version === undefined ? undefined : watched.memory.releases.load(version)
  }
  return { ...watched, drafts, live, publish: publishRelease(watched.ports) }
}

test('all drafts are published as one release', async () => {
  const { publish, live } = await open()
  const result = await publish(undefined, by(0))
  const release = await live()
  expect(result).toEqual({
    published: release?.version,
    venues: 2,
    journeys: 2,
    changes: { added: 27, changed: 0, removed: 0 },
    warnings: [],
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
  await drafts.saveJourney(aJourney({ name: 'Renamed' }))
  await drafts.saveJourney({ ...nextTrain, name: 'Renamed too' })
  expect(await publish('store', by(10))).toMatchObject({ venues: 2, journeys: 2 })
  const release = await live()
  expect(release?.venues.map(({ name }) => name)).toEqual(['Station', 'Renamed store'])
  expect(release?.journeys.map(({ name }) => name)).toEqual([nextTrain.name, 'Renamed'])
})

test('a journey that was moved to another venue is not live twice', async () => {
  const { publish, live, drafts } = await open()
  await publish(undefined, by(0))
  await drafts.saveJourney({ ...nextTrain, entrance: { ...nextTrain.entrance, venueId: 'store', zoneId: 'shoes' } })
  expect(await publish('store', by(10))).toMatchObject({ journeys: 2 })
  expect((await live())?.journeys.map(({ id, entrance }) => [id, entrance.venueId])).toEqual([
    ['next-train', 'store'],
    ['shoe-care', 'store'],
  ])
})

test('what does not fit together is named with its place, the reason and an example, and nothing is published', async () => {
  const { publish, live, drafts, names } = await open()
  await drafts.saveJourney(aJourney({ entrance: { zoneId: 'shoos' } }))
  await drafts.saveJourney(aJourney({ id: 'lost', entrance: { venueId: 'stoer' } }))
  expect(await publish(undefined, by(0))).toEqual({
    faults: [
      {
        path: 'journeys.lost.entrance.venueId',
        reason: 'there is no venue "stoer"; known are station, store',
        example: 'station',
      },
      {
        path: 'journeys.shoe-care.entrance.zoneId',
        reason: 'there is no zone "shoos"; known are fashion, shoes, boots, watches, cafe',
        example: 'fashion',
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
  await drafts.saveJourney(aJourney({ entrance: { zoneId: 'fashion' } }))
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
