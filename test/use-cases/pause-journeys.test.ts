import { expect, test } from 'vitest'
import { noPauses } from '#shared/domain/release.ts'
import { pauseJourneys, venueOfPause } from '#shared/use-cases/pause-journeys.ts'
import { publishRelease } from '#shared/use-cases/publish-release.ts'
import { aCaller, aJourney, at, removeJourney, saveDraft, saveJourney } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const olga = { by: aCaller(), now: at(60) }

const open = async () => {
  const watched = watchedPorts()
  const { drafts } = watched.memory
  await saveDraft(drafts, aVenue())
  await saveJourney(drafts, aJourney({ createdAt: at(0) }))
  return { ...watched, drafts, pause: pauseJourneys(watched.ports) }
}

test('a journey and a venue are paused and go on', async () => {
  const { pause } = await open()
  expect(await pause({ scope: 'journey', id: 'shoe-care' }, true, olga)).toEqual({
    ...noPauses,
    journeys: ['shoe-care'],
  })
  expect(await pause({ scope: 'venue', id: 'store' }, true, olga)).toEqual({
    everything: false,
    venues: ['store'],
    journeys: ['shoe-care'],
  })
  expect(await pause({ scope: 'everything' }, true, olga)).toMatchObject({ everything: true })
  expect(await pause({ scope: 'journey', id: 'shoe-care' }, false, olga)).toEqual({
    everything: true,
    venues: ['store'],
    journeys: [],
  })
})

test('a pause that would stop nothing is none', async () => {
  const { pause, names } = await open()
  expect(await pause({ scope: 'journey', id: 'shoe-car' }, true, olga)).toBeUndefined()
  expect(await pause({ scope: 'venue', id: 'stoer' }, true, olga)).toBeUndefined()
  expect(names()).not.toContain('releases.setPause')
})

test('what is live while its draft was removed is paused all the same', async () => {
  const { pause, ports, drafts } = await open()
  await publishRelease(ports)(undefined, olga)
  await removeJourney(drafts, 'shoe-care')
  await drafts.removeVenue('store', (await drafts.findVenue('store'))?.version ?? '')
  expect(await venueOfPause(ports)({ scope: 'journey', id: 'shoe-care' })).toBe('store')
  expect(await pause({ scope: 'journey', id: 'shoe-care' }, true, olga)).toMatchObject({ journeys: ['shoe-care'] })
  expect(await pause({ scope: 'venue', id: 'store' }, true, olga)).toMatchObject({ venues: ['store'] })
})

test('what is paused and gone since goes on, and nothing else that is unknown does', async () => {
  const { pause, drafts } = await open()
  await pause({ scope: 'journey', id: 'shoe-care' }, true, olga)
  await removeJourney(drafts, 'shoe-care')
  expect(await pause({ scope: 'journey', id: 'shoe-care' }, true, olga)).toBeUndefined()
  expect(await pause({ scope: 'journey', id: 'shoe-care' }, false, olga)).toEqual(noPauses)
  expect(await pause({ scope: 'journey', id: 'shoe-care' }, false, olga)).toBeUndefined()
})

test('who paused what is in the audit trail', async () => {
  const { pause, memory } = await open()
  await pause({ scope: 'journey', id: 'shoe-care' }, true, olga)
  await pause({ scope: 'everything' }, true, { ...olga, now: at(61) })
  await pause({ scope: 'everything' }, false, { ...olga, now: at(62) })
  const { entries } = await memory.audit.list(undefined, { limit: 9 })
  expect(entries.map(({ action, what, venueId, state }) => [action, what, venueId, state])).toEqual([
    ['resume', 'everything', undefined, 'done'],
    ['pause', 'everything', undefined, 'done'],
    ['pause', 'journeys/shoe-care', 'store', 'done'],
  ])
})

test.each([
  [{ scope: 'everything' }, undefined],
  [{ scope: 'venue', id: 'store' }, 'store'],
  [{ scope: 'journey', id: 'shoe-care' }, 'store'],
  [{ scope: 'journey', id: 'unknown' }, undefined],
] as const)('the venue that a pause of %j is about is %s', async (target, venueId) => {
  const { ports } = await open()
  expect(await venueOfPause(ports)(target)).toBe(venueId)
})
