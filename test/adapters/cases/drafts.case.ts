import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { settingsId } from '#shared/domain/resource.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { saveDraft, saveJourney, saveResource } from '#test/support/builders.ts'
import { anOffer, aPersona, aSegment, aTemplate } from '#test/support/resources.ts'
import type { Opened } from '../opened.ts'
import { aJourney, aVenue } from '../samples.ts'

export const draftCases = (opened: () => Opened) => {
  const drafts = () => opened().ports.drafts
  const versionOf = async (venueId: string) => (await drafts().findVenue(venueId))?.version ?? 'none'

  test('drafts are found by their id, the last one saved', async () => {
    await saveDraft(drafts(), aVenue())
    await saveDraft(drafts(), aVenue({ name: 'Department store' }))
    await saveJourney(drafts(), aJourney())
    await saveJourney(drafts(), aJourney({ priority: 90 }))
    expect((await drafts().findVenue('store'))?.venue).toEqual(aVenue({ name: 'Department store' }))
    expect((await drafts().find('journeys', 'boots'))?.resource).toEqual(aJourney({ priority: 90 }))
    expect(await drafts().findVenue('boots')).toBeUndefined()
    expect(await drafts().find('journeys', 'store')).toBeUndefined()
  })

  test('a venue is only replaced by who knows its version, and created where there is none', async () => {
    expect(await drafts().saveVenue(aVenue(), 'some version')).toBe('conflict')
    expect(await drafts().saveVenue(aVenue(), undefined)).toBe('written')
    expect(await drafts().saveVenue(aVenue({ name: 'Again' }), undefined)).toBe('conflict')
    const first = await versionOf('store')
    expect(await drafts().saveVenue(aVenue({ name: 'Second' }), first)).toBe('written')
    expect(await drafts().saveVenue(aVenue({ name: 'Third' }), first)).toBe('conflict')
    expect((await drafts().findVenue('store'))?.venue.name).toBe('Second')
  })

  test('of ten that replace one version at once exactly one does, and its venue is whole', async () => {
    await saveDraft(drafts(), aVenue())
    const version = await versionOf('store')
    const names = Array.from({ length: 10 }, (_, i) => `store ${i}`)
    const written = await Promise.all(names.map((name) => drafts().saveVenue(aVenue({ name }), version)))
    expect(written.filter((one) => one === 'written')).toHaveLength(1)
    expect((await drafts().findVenue('store'))?.venue).toEqual(
      aVenue({ name: names[written.indexOf('written')] ?? '' }),
    )
  })

  test('a venue that is removed is gone, and only who knows its version removes it', async () => {
    await saveDraft(drafts(), aVenue())
    expect(await drafts().removeVenue('store', 'another version')).toBe('conflict')
    expect(await drafts().removeVenue('store', await versionOf('store'))).toBe('written')
    expect(await drafts().findVenue('store')).toBeUndefined()
    expect(await drafts().saveVenue(aVenue(), undefined)).toBe('written')
  })

  test('another draft is only replaced or removed by who knows its version, and created where there is none', async () => {
    const [before, after] = [aJourney(), aJourney({ name: 'Second' })]
    expect(await drafts().save('journeys', 'boots', before, 'some version')).toBe('conflict')
    expect(await drafts().save('journeys', 'boots', before, undefined)).toBe('written')
    expect(await drafts().save('journeys', 'boots', after, undefined)).toBe('conflict')
    const first = (await drafts().find('journeys', 'boots'))?.version ?? 'none'
    expect(await drafts().save('journeys', 'boots', after, first)).toBe('written')
    expect(await drafts().save('journeys', 'boots', before, first)).toBe('conflict')
    expect(await drafts().remove('journeys', 'boots', first)).toBe('conflict')
    const second = await drafts().find('journeys', 'boots')
    expect(second?.resource).toEqual(after)
    expect(await drafts().remove('journeys', 'boots', second?.version ?? 'none')).toBe('written')
    expect(await drafts().remove('journeys', 'boots', second?.version ?? 'none')).toBe('conflict')
    expect(await drafts().find('journeys', 'boots')).toBeUndefined()
    expect(await drafts().listWhole('journeys')).toEqual([])
  })

  test('of ten that replace one version of a segment at once exactly one does', async () => {
    await saveResource(drafts(), 'segments', aSegment())
    const version = (await drafts().find('segments', 'gold'))?.version
    const names = Array.from({ length: 10 }, (_, i) => `gold ${i}`)
    const written = await Promise.all(
      names.map((name) => drafts().save('segments', 'gold', aSegment({ name }), version)),
    )
    expect(written.filter((one) => one === 'written')).toHaveLength(1)
    const name = names[written.indexOf('written')] ?? ''
    expect((await drafts().find('segments', 'gold'))?.resource).toEqual(aSegment({ name }))
  })

  test('what has the same id in two kinds is two things', async () => {
    const [journey, segment, offer] = [aJourney({ id: 'x' }), aSegment({ id: 'x' }), anOffer({ id: 'x' })]
    await saveJourney(drafts(), journey)
    await saveResource(drafts(), 'segments', segment)
    await saveResource(drafts(), 'offers', offer)
    await saveResource(drafts(), 'templates', aTemplate({ id: 'x' }))
    await saveResource(drafts(), 'personas', aPersona({ id: 'x' }))
    expect((await drafts().find('segments', 'x'))?.resource).toEqual(segment)
    expect((await drafts().find('offers', 'x'))?.resource).toEqual(offer)
    expect((await drafts().find('templates', 'x'))?.resource).toEqual(aTemplate({ id: 'x' }))
    expect(await drafts().listWhole('personas')).toEqual([aPersona({ id: 'x' })])
    expect(await drafts().listWhole('journeys')).toEqual([journey])
  })

  test('resources are listed page by page with their names, and those of a venue with it', async () => {
    for (const id of ['c', 'a', 'b']) await saveResource(drafts(), 'offers', anOffer({ id, name: `Offer ${id}` }))
    await saveResource(drafts(), 'segments', aSegment())
    const { entries, next } = await drafts().list('offers', { limit: 2 })
    expect(entries).toEqual([
      { id: 'a', name: 'Offer a', venueId: 'store' },
      { id: 'b', name: 'Offer b', venueId: 'store' },
    ])
    await saveResource(drafts(), 'offers', anOffer({ id: 'aa' }))
    expect(await drafts().list('offers', { limit: 2, ...(next === undefined ? {} : { after: next }) })).toEqual({
      entries: [{ id: 'c', name: 'Offer c', venueId: 'store' }],
    })
    expect(await drafts().list('segments', { limit: 2 })).toEqual({ entries: [{ id: 'gold', name: 'Gold customers' }] })
    expect(await drafts().list('templates', { limit: 2 })).toEqual({ entries: [] })
  })

  test('all drafts come in the order of their ids', async () => {
    expect(await drafts().all()).toEqual({ venues: [], journeys: [] })
    for (const id of ['c', 'a', 'b']) {
      await saveDraft(drafts(), aVenue({ id }))
      await saveJourney(drafts(), aJourney({ id }))
      await saveResource(drafts(), 'segments', aSegment({ id }))
      await saveResource(drafts(), 'offers', anOffer({ id }))
      await saveResource(drafts(), 'templates', aTemplate({ id }))
      await saveResource(drafts(), 'personas', aPersona({ id }))
    }
    await drafts().save('settings', settingsId, defaultSettings, undefined)
    expect(await drafts().all()).toEqual({
      venues: ['a', 'b', 'c'].map((id) => aVenue({ id })),
      journeys: ['a', 'b', 'c'].map((id) => aJourney({ id })),
      segments: ['a', 'b', 'c'].map((id) => aSegment({ id })),
      offers: ['a', 'b', 'c'].map((id) => anOffer({ id })),
      templates: ['a', 'b', 'c'].map((id) => aTemplate({ id })),
      settings: defaultSettings,
    })
    expect(await drafts().listWhole('journeys')).toEqual(['a', 'b', 'c'].map((id) => aJourney({ id })))
  })

  test('venues are listed page by page; one that comes in meanwhile repeats and hides none', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await saveDraft(drafts(), aVenue({ id, name: `Venue ${id}` }))
    const { venues, next } = await drafts().listVenues({ limit: 2 })
    expect(venues).toEqual([
      { id: 'a', name: 'Venue a' },
      { id: 'b', name: 'Venue b' },
    ])
    await saveDraft(drafts(), aVenue({ id: 'aa', name: 'New' }))
    const rest = await drafts().listVenues({ limit: 2, ...(next === undefined ? {} : { after: next }) })
    expect(rest).toEqual({
      venues: [
        { id: 'c', name: 'Venue c' },
        { id: 'd', name: 'Venue d' },
      ],
    })
  })

  test('a venue that is larger than any item comes back whole, and so do more than one page holds', async () => {
    const venues = Array.from({ length: 8 }, (_, i) =>
      aVenue({ id: `v${i}`, radioMap: randomBytes(i === 0 ? 900_000 : 200_000).toString('hex') }),
    )
    for (const venue of venues) await saveDraft(drafts(), venue)
    expect((await drafts().all()).venues).toEqual(venues)
  })
}
