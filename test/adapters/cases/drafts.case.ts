import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { saveDraft } from '#test/support/builders.ts'
import type { Opened } from '../opened.ts'
import { aJourney, aVenue } from '../samples.ts'

export const draftCases = (opened: () => Opened) => {
  const drafts = () => opened().ports.drafts
  const versionOf = async (venueId: string) => (await drafts().findVenue(venueId))?.version ?? 'none'

  test('drafts are found by their id, the last one saved', async () => {
    await saveDraft(drafts(), aVenue())
    await saveDraft(drafts(), aVenue({ name: 'Department store' }))
    await drafts().saveJourney(aJourney())
    await drafts().saveJourney(aJourney({ priority: 90 }))
    expect((await drafts().findVenue('store'))?.venue).toEqual(aVenue({ name: 'Department store' }))
    expect(await drafts().findJourney('boots')).toEqual(aJourney({ priority: 90 }))
    expect(await drafts().findVenue('boots')).toBeUndefined()
    expect(await drafts().findJourney('store')).toBeUndefined()
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

  test('a journey that is removed is gone, and removing it twice is removing it once', async () => {
    await drafts().saveJourney(aJourney())
    await drafts().removeJourney('boots')
    await drafts().removeJourney('boots')
    expect(await drafts().findJourney('boots')).toBeUndefined()
    expect(await drafts().listJourneys()).toEqual([])
  })

  test('all drafts come in the order of their ids', async () => {
    expect(await drafts().all()).toEqual({ venues: [], journeys: [] })
    for (const id of ['c', 'a', 'b']) {
      await saveDraft(drafts(), aVenue({ id }))
      await drafts().saveJourney(aJourney({ id }))
    }
    expect(await drafts().all()).toEqual({
      venues: ['a', 'b', 'c'].map((id) => aVenue({ id })),
      journeys: ['a', 'b', 'c'].map((id) => aJourney({ id })),
    })
    expect(await drafts().listJourneys()).toEqual(['a', 'b', 'c'].map((id) => aJourney({ id })))
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
