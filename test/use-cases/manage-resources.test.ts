import { describe, expect, test } from 'vitest'
import { etagOf } from '#shared/domain/content-hash.ts'
import { settingsId } from '#shared/domain/resource.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { mostBytes, putResource, removeResource } from '#shared/use-cases/manage-resources.ts'
import { aCaller, aJourney, at, saveJourney, saveResource } from '#test/support/builders.ts'
import { anOffer, aPersona, aSegment, aTemplate } from '#test/support/resources.ts'
import { outage, watchedPorts } from './support.ts'

const olga = { by: aCaller(), now: at(60), holds: () => true, mayChange: () => true }

const open = () => {
  const watched = watchedPorts()
  const trail = async () =>
    (await watched.memory.audit.list(undefined, { limit: 50 })).entries.map(
      ({ action, what, venueId, state }) => [action, what, venueId, state] as const,
    )
  return {
    ...watched,
    drafts: watched.memory.drafts,
    trail,
    put: putResource(watched.ports),
    remove: removeResource(watched.ports),
  }
}

describe('what a marketer writes', () => {
  test('is stored, told by its etag whether it is new, and written down', async () => {
    const { put, drafts, trail } = open()
    const etag = etagOf(aSegment())
    expect(await put('segments', 'gold', aSegment(), olga)).toEqual({
      answer: { saved: aSegment(), created: true, etag },
    })
    expect((await drafts.find('segments', 'gold'))?.resource).toEqual(aSegment())
    expect(await put('offers', 'care', anOffer(), { ...olga, now: at(61) })).toMatchObject({
      answer: { created: true },
    })
    const settings = { ...defaultSettings, holdoutPercent: 5 }
    await put('settings', settingsId, settings, { ...olga, now: at(62) })
    expect(await trail()).toEqual([
      ['put', 'settings', undefined, 'done'],
      ['put', 'offers/care', 'store', 'done'],
      ['put', 'segments/gold', undefined, 'done'],
    ])
  })

  test('and writes again the same is not written', async () => {
    const { put, trail, names } = open()
    await put('segments', 'gold', aSegment(), olga)
    expect(await put('segments', 'gold', aSegment(), olga)).toMatchObject({ answer: { created: false } })
    expect(names().filter((name) => name === 'drafts.save')).toHaveLength(1)
    expect(await trail()).toHaveLength(1)
  })

  test('is not written over what she has not seen', async () => {
    const { put, remove, drafts } = open()
    await saveResource(drafts, 'templates', aTemplate({ name: 'Another' }))
    const stale = { ...olga, holds: (etag: string | undefined) => etag === etagOf(aTemplate()) }
    const mismatch = { mismatch: etagOf(aTemplate({ name: 'Another' })) }
    expect(await put('templates', 'welcome', aTemplate(), stale)).toEqual(mismatch)
    expect(await remove('templates', 'welcome', stale)).toEqual(mismatch)
    expect((await drafts.find('templates', 'welcome'))?.resource.name).toBe('Another')
    expect(await put('personas', 'gold-ada', aPersona(), stale)).toEqual({ mismatch: undefined })
  })

  test('while somebody else does, is compared and written again', async () => {
    const { put, before: meanwhile, drafts } = open()
    await saveJourney(drafts, aJourney())
    meanwhile('drafts.save', () => saveJourney(drafts, aJourney({ name: 'Of another' })))
    expect(await put('journeys', 'shoe-care', aJourney({ name: 'Mine' }), olga)).toMatchObject({
      answer: { created: false },
    })
    expect((await drafts.find('journeys', 'shoe-care'))?.resource.name).toBe('Mine')
  })

  test('while others do time and again, is refused, and nothing is left in the audit trail', async () => {
    const { put, before: meanwhile, drafts, trail } = open()
    let n = 0
    const another = () => saveResource(drafts, 'segments', aSegment({ name: `another ${n++}` }))
    meanwhile('drafts.save', another, 100)
    expect(await put('segments', 'gold', aSegment(), olga)).toEqual({ busy: true })
    expect(await trail()).toEqual([])
  })

  test('is there or is not, and nothing of it: a write that fails leaves a start that was not finished', async () => {
    const { put, before: meanwhile, drafts, trail } = open()
    meanwhile('drafts.save', outage)
    await expect(put('segments', 'gold', aSegment(), olga)).rejects.toThrow('the store is away')
    expect(await drafts.find('segments', 'gold')).toBeUndefined()
    expect(await trail()).toEqual([['put', 'segments/gold', undefined, 'started']])
  })

  test('is refused where it is too large to be one thing', async () => {
    const { put, drafts } = open()
    const huge = aTemplate({ title: 'x'.repeat(mostBytes) })
    expect(await put('templates', 'welcome', huge, olga)).toEqual({
      faults: [
        {
          path: 'body',
          reason: `has ${Buffer.byteLength(JSON.stringify(huge))} bytes as JSON, 300000 are the most: take something out, or make two of it`,
        },
      ],
    })
    expect(await drafts.find('templates', 'welcome')).toBeUndefined()
  })
})

describe('a journey', () => {
  test('is made no younger by being edited', async () => {
    const { put, drafts } = open()
    await saveJourney(drafts, aJourney({ createdAt: at(0) }))
    const edited = { ...aJourney({ name: 'Edited' }), createdAt: at(50) }
    const saved = { ...edited, createdAt: at(0) }
    expect(await put('journeys', 'shoe-care', edited, olga)).toMatchObject({ answer: { saved } })
    expect((await drafts.find('journeys', 'shoe-care'))?.resource).toEqual(saved)
  })

  test("of another venue is moved or removed only by who may change that venue's journeys, too", async () => {
    const { put, remove, drafts } = open()
    await saveJourney(drafts, aJourney({ createdAt: at(0) }))
    const moved = aJourney({ entrance: { venueId: 'station', zoneId: 'kiosk' }, createdAt: at(0) })
    const atStation = { ...olga, mayChange: (venueId: string | undefined) => venueId === 'station' }
    expect(await put('journeys', 'shoe-care', moved, atStation)).toEqual({ forbiddenIn: 'store' })
    expect(await remove('journeys', 'shoe-care', atStation)).toEqual({ forbiddenIn: 'store' })
    expect((await drafts.find('journeys', 'shoe-care'))?.resource).toEqual(aJourney({ createdAt: at(0) }))
    expect(await put('journeys', 'shoe-care', moved, olga)).toMatchObject({ answer: { saved: moved } })
  })
})

describe('removing', () => {
  test('takes what nothing needs, and is written down', async () => {
    const { remove, drafts, trail } = open()
    await saveResource(drafts, 'offers', anOffer())
    expect(await remove('offers', 'care', olga)).toEqual({ answer: 'removed' })
    expect(await remove('offers', 'care', olga)).toEqual({ missing: 'resource' })
    expect(await trail()).toEqual([['delete', 'offers/care', 'store', 'done']])
  })

  test('what belongs to every venue takes the right in every venue', async () => {
    const { remove, drafts } = open()
    await saveResource(drafts, 'segments', aSegment())
    const atStore = { ...olga, mayChange: (venueId: string | undefined) => venueId === 'store' }
    expect(await remove('segments', 'gold', atStore)).toEqual({ forbiddenIn: undefined })
  })

  test('leaves what journeys need, and names them', async () => {
    const { remove, drafts, trail } = open()
    await saveJourney(drafts, aJourney())
    await saveResource(drafts, 'offers', anOffer())
    await saveResource(drafts, 'segments', aSegment())
    await saveResource(drafts, 'segments', aSegment({ id: 'gold-and-here', condition: { $segment: 'gold' } }))
    expect(await remove('offers', 'care', olga)).toEqual({
      referrers: [{ kind: 'journeys', id: 'shoe-care', field: 'steps[0].message.offerId' }],
    })
    expect(await remove('segments', 'gold', olga)).toEqual({
      referrers: [{ kind: 'segments', id: 'gold-and-here', field: 'condition.$segment' }],
    })
    expect(await trail()).toEqual([])
    expect(await drafts.find('offers', 'care')).toBeDefined()
  })
})
