import { expect, test } from 'vitest'
import { noPauses } from '#shared/domain/release.ts'
import { pauseJourneys, saveJourney, venueOfPause } from '#shared/use-cases/manage-journeys.ts'
import { aCaller, aJourney, at, saveDraft } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const anybody = () => true
const olga = { by: aCaller(), now: at(60) }

const open = async () => {
  const watched = watchedPorts()
  const { drafts } = watched.memory
  await saveDraft(drafts, aVenue())
  await drafts.saveJourney(aJourney({ createdAt: at(0) }))
  return { ...watched, drafts, save: saveJourney(watched.ports), pause: pauseJourneys(watched.ports) }
}

test('being edited makes no journey younger', async () => {
  const { save, drafts } = await open()
  const edited = { ...aJourney({ name: 'Edited' }), createdAt: at(50) }
  expect(await save(edited, anybody, olga)).toEqual({ ...edited, createdAt: at(0) })
  expect(await drafts.findJourney('shoe-care')).toEqual({ ...edited, createdAt: at(0) })
})

test("a journey of another venue is moved only by who may change that venue's journeys, too", async () => {
  const { save, drafts } = await open()
  const moved = aJourney({ entrance: { venueId: 'station', zoneId: 'kiosk' }, createdAt: at(0) })
  expect(await save(moved, (venueId) => venueId === 'station', olga)).toEqual({ forbiddenIn: 'store' })
  expect(await drafts.findJourney('shoe-care')).toEqual(aJourney({ createdAt: at(0) }))
  expect(await save(moved, anybody, olga)).toEqual(moved)
})

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

test.each([
  [{ scope: 'everything' }, undefined],
  [{ scope: 'venue', id: 'store' }, 'store'],
  [{ scope: 'journey', id: 'shoe-care' }, 'store'],
  [{ scope: 'journey', id: 'unknown' }, undefined],
] as const)('the venue that a pause of %j is about is %s', async (target, venueId) => {
  const { ports } = await open()
  expect(await venueOfPause(ports)(target)).toBe(venueId)
})
