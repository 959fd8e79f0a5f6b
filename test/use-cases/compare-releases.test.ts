import { expect, test } from 'vitest'
import { compareDrafts, compareReleases } from '#shared/use-cases/compare-releases.ts'
import { aJourney, aNote, aReleaseContent, saveDraft, saveJourney } from '#test/support/builders.ts'
import { aStation, aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const open = async () => {
  const watched = watchedPorts()
  const { releases, drafts } = watched.memory
  await releases.publish(aReleaseContent({ version: 'v1' }), undefined, aNote())
  const second = { version: 'v2', venues: [aVenue({ name: 'Renamed' }), aStation()] }
  await releases.publish(aReleaseContent(second), 'v1', aNote())
  await saveDraft(drafts, aVenue({ name: 'Drafted' }))
  await saveDraft(drafts, aStation({ name: 'Drafted too' }))
  await saveJourney(drafts, aJourney())
  return { releases: compareReleases(watched.ports), drafts: compareDrafts(watched.ports) }
}
const page = { limit: 200 }

test('a release is compared with the one before it, with another, or with nothing where it was the first', async () => {
  const { releases } = await open()
  expect(await releases('v2', {}, page)).toMatchObject({ from: 'v1', to: 'v2', counts: { changed: 1, removed: 0 } })
  expect(await releases('v1', { against: 'v2' }, page)).toMatchObject({ from: 'v2', to: 'v1', counts: { added: 0 } })
  const first = await releases('v1', {}, page)
  expect(first).not.toHaveProperty('from')
  expect(first).toMatchObject({ to: 'v1', counts: { changed: 0, removed: 0 } })
})

test('what is compared may be of one venue only', async () => {
  const { releases } = await open()
  expect(await releases('v2', { venueId: 'store' }, page)).toMatchObject({
    counts: { added: 0, changed: 1, removed: 0 },
  })
})

test('a version that never was is the answer', async () => {
  const { releases } = await open()
  expect(await releases('v3', {}, page)).toEqual({ missing: 'v3' })
  expect(await releases('v2', { against: 'v0' }, page)).toEqual({ missing: 'v0' })
})

test('drafts are compared with what is live, page by page', async () => {
  const { drafts } = await open()
  const first = await drafts(undefined, { limit: 1 })
  expect(first).toMatchObject({
    from: 'v2',
    counts: { added: 0, changed: 2, removed: 0 },
    changes: [{ key: 'venues/station' }],
    next: 'venues/station',
  })
  const second = await drafts(undefined, { limit: 1, after: 'venues/station' })
  expect([second.changes.map(({ key }) => key), second.next]).toEqual([['venues/store'], undefined])
  expect((await drafts('store', page)).changes.map(({ key }) => key)).toEqual(['venues/store'])
})
