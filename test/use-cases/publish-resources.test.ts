import { expect, test } from 'vitest'
import { settingsId } from '#shared/domain/resource.ts'
import { defaultSettings, type Settings } from '#shared/domain/settings.ts'
import type { Drafts } from '#shared/ports.ts'
import { publishRelease, rollBack, validateDrafts } from '#shared/use-cases/publish-release.ts'
import { aCaller, aJourney, at, removeJourney, saveDraft, saveJourney, saveResource } from '#test/support/builders.ts'
import { aJourneyOf, aMessageStep } from '#test/support/journeys.ts'
import { anOffer, aPersona, aSegment, aTemplate } from '#test/support/resources.ts'
import { aStation, aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const by = (seconds: number) => ({ by: aCaller(), now: at(seconds) })

const greeting = aJourney({
  id: 'greeting',
  entrance: { audience: { $segment: 'gold' } },
  step: { message: { kind: 'text', templateId: 'welcome' } },
})
const nextTrain = aJourney({ id: 'next-train', entrance: { venueId: 'station', zoneId: 'kiosk' } })

/** Two venues whose journeys need a segment, a template and offers, all drafted. */
const open = async () => {
  const watched = watchedPorts()
  const { drafts, releases } = watched.memory
  await saveDraft(drafts, aVenue())
  await saveDraft(drafts, aStation())
  await saveJourney(drafts, aJourney())
  await saveJourney(drafts, { ...nextTrain, steps: [{ id: 'end', kind: 'exit' }] })
  await saveJourney(drafts, greeting)
  await saveResource(drafts, 'segments', aSegment())
  await saveResource(drafts, 'templates', aTemplate())
  await saveResource(drafts, 'offers', anOffer())
  await saveResource(drafts, 'offers', anOffer({ id: 'coffee', venueId: 'station' }))
  const live = async () => {
    const version = await releases.liveVersion()
    return version === undefined ? undefined : releases.load(version)
  }
  return { ...watched, drafts, live, publish: publishRelease(watched.ports) }
}
const settings = (own: Partial<Settings> = {}): Settings => ({ ...defaultSettings, ...own })
const saveSettings = async (drafts: Drafts, own: Partial<Settings>) => {
  const before = await drafts.find('settings', settingsId)
  await drafts.save('settings', settingsId, settings(own), before?.version)
}

test('segments, templates, offers and settings go live with all drafts', async () => {
  const { publish, live, drafts } = await open()
  await saveSettings(drafts, { holdoutPercent: 5 })
  expect(await publish(undefined, by(0))).toMatchObject({ journeys: 3 })
  expect(await live()).toMatchObject({
    segments: [aSegment()],
    templates: [aTemplate()],
    offers: [anOffer(), anOffer({ id: 'coffee', venueId: 'station' })],
    settings: settings({ holdoutPercent: 5 }),
  })
})

test('a segment or template comes along with one venue only where its journeys need it and it is not live yet', async () => {
  const { publish, live, drafts } = await open()
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

test('what belongs to no venue stays as it is live when one venue is published, and that is said', async () => {
  const { publish, live, drafts } = await open()
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
  const { publish, live, drafts } = await open()
  const venues = { store: { sendsPerMinute: 10 }, station: { sendsPerMinute: 20 } }
  await saveSettings(drafts, { holdoutPercent: 5, venues })
  await publish('station', by(0))
  expect((await live())?.settings).toEqual(settings({ venues: { station: { sendsPerMinute: 20 } } }))
  await publish(undefined, by(10))
  await saveSettings(drafts, { holdoutPercent: 7, venues: { station: { sendsPerMinute: 30 } } })
  await publish('store', by(20))
  expect((await live())?.settings).toEqual(settings({ holdoutPercent: 5, venues: { station: { sendsPerMinute: 20 } } }))
})

test('a segment whose draft was removed stays live while one venue that needs it is published', async () => {
  const { publish, live, drafts } = await open()
  await publish(undefined, by(0))
  const version = (await drafts.find('segments', 'gold'))?.version ?? ''
  await drafts.remove('segments', 'gold', version)
  expect(await publish('store', by(10))).toMatchObject({ warnings: [] })
  expect((await live())?.segments).toEqual([aSegment()])
})

test('all goes back with a roll-back of all, and with one of a venue only what the venue needs and is gone', async () => {
  const { publish, live, drafts, ports } = await open()
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
  const { publish, drafts } = await open()
  await saveResource(drafts, 'offers', anOffer({ venueId: 'stoer' }))
  await saveResource(drafts, 'segments', aSegment({ condition: { $segment: 'godl' } }))
  await saveSettings(drafts, { venues: { quay: { sendsPerMinute: 5 } } })
  const result = await publish(undefined, by(0))
  if (!('faults' in result)) throw new Error('it was published')
  expect(result.faults.map(({ path, example }) => [path, example])).toEqual(
    expect.arrayContaining([
      ['offers.care.venueId', 'store'],
      ['segments.gold.condition.$segment', '{ "$segment": "gold" }'],
      ['settings.venues.quay', 'station'],
    ]),
  )
})

test('customers for test sends whom nobody knows are a warning', async () => {
  const { publish, drafts, memory } = await open()
  await memory.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
  await saveSettings(drafts, { seeds: ['ada', 'adda'] })
  expect(await publish(undefined, by(0))).toMatchObject({
    warnings: [{ path: 'settings.seeds[1]', reason: 'there is no customer "adda": test sends will not reach her' }],
  })
})

test('a text that does not render for a persona keeps drafts from going live', async () => {
  const { ports, publish, drafts, live } = await open()
  await saveResource(drafts, 'templates', aTemplate({ fallbacks: {} }))
  await saveResource(drafts, 'personas', aPersona())
  expect(await publish(undefined, by(0))).toMatchObject({ journeys: 3 })
  const before = await live()
  await saveResource(drafts, 'personas', aPersona({ id: 'nameless', traits: { tier: 'gold' } }))
  const result = await publish(undefined, by(10))
  if (!('faults' in result)) throw new Error('it was published')
  expect(result.faults).toHaveLength(1)
  expect(result.faults[0]?.reason).toContain('customer.firstName')
  expect((await validateDrafts(ports)(undefined)).faults).toEqual(result.faults)
  expect(await live()).toEqual(before)
})

test('publishing cut short at any call leaves what was live, whole', async () => {
  const { memory, live, publish, drafts } = await open()
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

test('a task for somebody who is no staff is a warning, and so is what is doubtful in a journey', async () => {
  const { publish, drafts, memory } = await open()
  await memory.people.saveCustomer({ id: 'ute', traits: {}, staff: true })
  await memory.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
  const task = { id: 'help', kind: 'task', title: 'Help', to: ['ute', 'ada'], expiresInSeconds: 600 } as const
  const journey = aJourneyOf([aMessageStep('a', { withdrawOn: 'venue' }), task], {
    entrance: { moment: 'venue.exit', venueId: 'store', usefulForSeconds: 60 },
  })
  await saveResource(drafts, 'journeys', journey)
  const result = await publish(undefined, by(0))
  expect('warnings' in result && result.warnings.filter(({ path }) => path.startsWith('journeys.story'))).toEqual([
    {
      path: 'journeys.story.steps[0].withdrawOn',
      reason: 'she has left the venue when she gets it: it is never withdrawn',
    },
    {
      path: 'journeys.story.steps[1].to[1]',
      reason: expect.stringContaining('customer "ada" is no staff'),
    },
  ])
})
