import { describe, expect, test } from 'vitest'
import { settingsId } from '#shared/domain/resource.ts'
import { defaultSettings, type Settings } from '#shared/domain/settings.ts'
import type { Drafts } from '#shared/ports.ts'
import { type ContentCheck, publishRelease, rollBack, validateDrafts } from '#shared/use-cases/publish-release.ts'
import { aCaller, aJourney, at, removeJourney, saveDraft, saveJourney, saveResource } from '#test/support/builders.ts'
import { anOffer, aPersona, aSegment, aTemplate } from '#test/support/resources.ts'
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
  expect(await validate(undefined)).toEqual({ faults: [], warnings: [] })
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

describe('what belongs to no venue', () => {
  const greeting = aJourney({
    id: 'greeting',
    entrance: { audience: { $segment: 'gold' } },
    step: { message: { kind: 'text', templateId: 'welcome' } },
  })
  const openAll = async () => {
    const opened = await open()
    const { drafts } = opened
    await saveJourney(drafts, greeting)
    await saveResource(drafts, 'segments', aSegment())
    await saveResource(drafts, 'templates', aTemplate())
    await saveResource(drafts, 'offers', anOffer())
    await saveResource(drafts, 'offers', anOffer({ id: 'coffee', venueId: 'station' }))
    return opened
  }
  const settings = (own: Partial<Settings> = {}): Settings => ({ ...defaultSettings, ...own })
  const saveSettings = async (drafts: Drafts, own: Partial<Settings>) => {
    const before = await drafts.find('settings', settingsId)
    await drafts.save('settings', settingsId, settings(own), before?.version)
  }

  test('goes live with all drafts', async () => {
    const { publish, live, drafts } = await openAll()
    await saveSettings(drafts, { holdoutPercent: 5 })
    expect(await publish(undefined, by(0))).toMatchObject({ journeys: 3 })
    expect(await live()).toMatchObject({
      segments: [aSegment()],
      templates: [aTemplate()],
      offers: [anOffer(), anOffer({ id: 'coffee', venueId: 'station' })],
      settings: settings({ holdoutPercent: 5 }),
    })
  })

  test('comes along with one venue only where its journeys need it and it is not live yet', async () => {
    const { publish, live, drafts } = await openAll()
    await saveResource(drafts, 'segments', aSegment({ id: 'unused' }))
    await saveResource(drafts, 'segments', aSegment({ condition: { $segment: 'known' } }))
    await saveResource(drafts, 'segments', aSegment({ id: 'known' }))
    await publish('station', by(0))
    expect((await live())?.segments).toBeUndefined()
    expect(await publish('store', by(10))).toMatchObject({ warnings: [] })
    const release = await live()
    expect(release?.segments?.map(({ id }) => id)).toEqual(['gold', 'known'])
    expect(release?.templates).toEqual([aTemplate()])
    expect(release?.offers?.map(({ id }) => id)).toEqual(['coffee', 'care'])
  })

  test('stays as it is live when one venue is published, and that is said', async () => {
    const { publish, live, drafts } = await openAll()
    await saveSettings(drafts, { holdoutPercent: 5 })
    await publish(undefined, by(0))
    await saveResource(drafts, 'segments', aSegment({ name: 'Edited' }))
    await saveResource(drafts, 'templates', aTemplate({ title: 'Edited' }))
    await saveSettings(drafts, { holdoutPercent: 9 })
    const reason =
      'is drafted otherwise than it is live, and stays as it is: it is used in other venues, too. Publish all drafts to change it'
    expect(await publish('store', by(10))).toMatchObject({
      changes: { added: 0, changed: 0, removed: 0 },
      warnings: [
        { path: 'segments.gold', reason },
        { path: 'templates.welcome', reason },
      ],
    })
    expect(await live()).toMatchObject({
      segments: [aSegment()],
      templates: [aTemplate()],
      settings: settings({ holdoutPercent: 5 }),
    })
    expect(await publish('station', by(20))).toMatchObject({ warnings: [] })
  })

  test('what the settings say of one venue goes live with it, and nothing else of them', async () => {
    const { publish, live, drafts } = await openAll()
    const venues = { store: { sendsPerMinute: 10 }, station: { sendsPerMinute: 20 } }
    await saveSettings(drafts, { holdoutPercent: 5, venues })
    await publish('station', by(0))
    expect((await live())?.settings).toEqual(settings({ venues: { station: { sendsPerMinute: 20 } } }))
    await publish(undefined, by(10))
    await saveSettings(drafts, { holdoutPercent: 7, venues: { station: { sendsPerMinute: 30 } } })
    await publish('store', by(20))
    expect((await live())?.settings).toEqual(
      settings({ holdoutPercent: 5, venues: { station: { sendsPerMinute: 20 } } }),
    )
  })

  test('a segment whose draft was removed stays live while one venue that needs it is published', async () => {
    const { publish, live, drafts } = await openAll()
    await publish(undefined, by(0))
    const version = (await drafts.find('segments', 'gold'))?.version ?? ''
    await drafts.remove('segments', 'gold', version)
    expect(await publish('store', by(10))).toMatchObject({ warnings: [] })
    expect((await live())?.segments).toEqual([aSegment()])
  })

  test('goes back with a roll-back of all, and with one of a venue only what the venue needs and is gone', async () => {
    const { publish, live, drafts, ports } = await openAll()
    await publish(undefined, by(0))
    const first = await live()
    await removeJourney(drafts, 'greeting')
    for (const [kind, id] of [
      ['segments', 'gold'],
      ['offers', 'care'],
      ['templates', 'welcome'],
    ] as const)
      await drafts.remove(kind, id, (await drafts.find(kind, id))?.version ?? '')
    await saveSettings(drafts, { holdoutPercent: 5 })
    await saveJourney(drafts, aJourney({ step: { message: { kind: 'text', title: 'a', body: 'b' } } }))
    await publish(undefined, by(10))
    const second = await live()
    expect(second).not.toHaveProperty('segments')
    const restore = rollBack(ports)
    expect(await restore(first?.version ?? '', 'store', by(20))).toMatchObject({ changes: { added: 4, changed: 1 } })
    expect(await live()).toMatchObject({
      segments: first?.segments,
      templates: first?.templates,
      settings: second?.settings,
    })
    await restore(first?.version ?? '', undefined, by(30))
    const now = await live()
    expect(now).toEqual({ ...first, version: now?.version, publishedAt: at(30) })
  })

  test('offers and settings of a venue that there is not, and segments that are not, are named', async () => {
    const { publish, drafts } = await openAll()
    await saveResource(drafts, 'offers', anOffer({ venueId: 'stoer' }))
    await saveResource(drafts, 'segments', aSegment({ condition: { $segment: 'godl' } }))
    await saveSettings(drafts, { venues: { quay: { sendsPerMinute: 5 } } })
    const result = await publish(undefined, by(0))
    if (!('faults' in result)) throw new Error('it was published')
    expect(result.faults.map(({ path, example }) => [path, example])).toEqual(
      expect.arrayContaining([
        ['offers.care.venueId', 'store'],
        ['segments.gold.condition.$segment', 'gold'],
        ['settings.venues.quay', 'station'],
      ]),
    )
  })

  test('customers for test sends whom nobody knows are a warning', async () => {
    const { publish, drafts, memory } = await openAll()
    await memory.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
    await saveSettings(drafts, { seeds: ['ada', 'adda'] })
    expect(await publish(undefined, by(0))).toMatchObject({
      warnings: [{ path: 'settings.seeds[1]', reason: 'there is no customer "adda": test sends will not reach her' }],
    })
  })

  test('what else is asked of it sees the personas, and keeps it from going live', async () => {
    const { ports, drafts, live } = await openAll()
    await saveResource(drafts, 'personas', aPersona())
    const check: ContentCheck = ({ templates = [] }, personas) =>
      personas.map(({ id }) => ({ path: `templates.${templates[0]?.id}`, reason: `${id} has no first name` }))
    const faults = [{ path: 'templates.welcome', reason: 'gold-ada has no first name' }]
    expect(await publishRelease(ports, [check])(undefined, by(0))).toEqual({ faults })
    expect(await validateDrafts(ports, [check])(undefined)).toMatchObject({ faults })
    expect(await live()).toBeUndefined()
  })

  test('publishing cut short at any call leaves what was live, whole', async () => {
    const { memory, live, publish, drafts } = await openAll()
    await publish(undefined, by(0))
    const before = await live()
    await saveResource(drafts, 'segments', aSegment({ name: 'Edited' }))
    for (let atCall = 1; ; atCall++) {
      const watched = watchedPorts(memory)
      watched.die({ atCall, its: 'undone' })
      const result = await publishRelease(watched.ports)(undefined, by(10)).catch(() => 'cut short')
      if (result !== 'cut short') break
      if (watched.names().includes('audit.write') && (await live())?.version !== before?.version) break
      expect(await live()).toEqual(before)
    }
    expect((await live())?.segments).toEqual([aSegment({ name: 'Edited' })])
  })
})
