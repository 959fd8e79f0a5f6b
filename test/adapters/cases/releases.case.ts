import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { noPauses } from '#shared/domain/release.ts'
import type { Opened } from '../opened.ts'
import { aJourney, aRelease, aVenue } from '../samples.ts'

export const releaseCases = (opened: () => Opened) => {
  const releases = () => opened().ports.releases
  const drafts = () => opened().ports.drafts

  test('before anything is published nothing is live and nothing paused', async () => {
    expect(await releases().pointer()).toEqual({ version: undefined, pauses: noPauses })
    expect(await releases().load('v1')).toBeUndefined()
  })

  test('a release that is published is live, and the one before it can still be read', async () => {
    expect(await releases().publish(aRelease('v1'), undefined)).toBe('written')
    expect(await releases().publish(aRelease('v2', { journeys: [] }), 'v1')).toBe('written')
    expect(await releases().pointer()).toEqual({ version: 'v2', pauses: noPauses })
    expect(await releases().load('v1')).toEqual(aRelease('v1'))
    expect(await releases().load('v2')).toEqual(aRelease('v2', { journeys: [] }))
  })

  test('who published on top of what is no longer live has a conflict, and the live one stays', async () => {
    await releases().publish(aRelease('v1'), undefined)
    expect(await releases().publish(aRelease('v2'), undefined)).toBe('conflict')
    expect(await releases().publish(aRelease('v2'), 'v0')).toBe('conflict')
    expect((await releases().pointer()).version).toBe('v1')
    expect(await releases().publish(aRelease('v2'), 'v1')).toBe('written')
  })

  test('of ten that publish at once exactly one is live', async () => {
    const versions = Array.from({ length: 10 }, (_, i) => `v${i}`)
    const written = await Promise.all(versions.map((version) => releases().publish(aRelease(version), undefined)))
    expect(written.filter((one) => one === 'written')).toHaveLength(1)
    expect((await releases().pointer()).version).toBe(versions[written.indexOf('written')])
  })

  test('a version never changes: other content under its name is a conflict', async () => {
    await releases().publish(aRelease('v1'), undefined)
    expect(await releases().publish(aRelease('v1', { journeys: [] }), 'v1')).toBe('conflict')
    expect(await releases().load('v1')).toEqual(aRelease('v1'))
  })

  test('an earlier release can be made live again', async () => {
    await releases().publish(aRelease('v1'), undefined)
    await releases().publish(aRelease('v2'), 'v1')
    const earlier = await releases().load('v1')
    expect(await releases().publish(earlier ?? aRelease('none'), 'v2')).toBe('written')
    expect((await releases().pointer()).version).toBe('v1')
  })

  test('a release of several megabytes that no compression helps comes back whole', async () => {
    const zones = Array.from({ length: 30 }, (_, i) => ({
      id: `zone-${i}`,
      name: randomBytes(75_000).toString('base64'),
      floorId: 'ground',
      area: { beaconIds: [], gatewayIds: [] },
    }))
    const large = aRelease('large', { venues: [aVenue({ zones })] })
    expect(JSON.stringify(large).length).toBeGreaterThan(3_000_000)
    expect(await releases().publish(large, undefined)).toBe('written')
    expect(await releases().load('large')).toEqual(large)
    expect(await releases().load('larg')).toBeUndefined()
  })

  test('what is paused stays paused when a release is published, and the release stays live when something is paused', async () => {
    const paused = { everything: false, venues: ['store'], journeys: ['boots'] }
    await releases().setPause({ scope: 'venue', id: 'store' }, true)
    await releases().setPause({ scope: 'journey', id: 'boots' }, true)
    expect(await releases().publish(aRelease('v1'), undefined)).toBe('written')
    expect(await releases().pointer()).toEqual({ version: 'v1', pauses: paused })
    const everything = await releases().setPause({ scope: 'everything' }, true)
    expect(everything).toEqual({ ...paused, everything: true })
    expect(await releases().pointer()).toEqual({ version: 'v1', pauses: everything })
  })

  test('pausing twice is pausing once, and resuming takes one pause away', async () => {
    await releases().setPause({ scope: 'journey', id: 'boots' }, true)
    await releases().setPause({ scope: 'journey', id: 'boots' }, true)
    await releases().setPause({ scope: 'journey', id: 'watches' }, true)
    expect(await releases().setPause({ scope: 'journey', id: 'boots' }, false)).toEqual({
      everything: false,
      venues: [],
      journeys: ['watches'],
    })
    expect(await releases().setPause({ scope: 'journey', id: 'watches' }, false)).toEqual(noPauses)
  })

  test('pauses that are set at once all hold', async () => {
    const ids = ['boots', 'shoes', 'watches']
    await Promise.all(ids.map((id) => releases().setPause({ scope: 'journey', id }, true)))
    expect([...(await releases().pointer()).pauses.journeys].sort()).toEqual(ids)
  })

  test('drafts are found by their id, the last one saved', async () => {
    await drafts().saveVenue(aVenue())
    await drafts().saveVenue(aVenue({ name: 'Department store' }))
    await drafts().saveJourney(aJourney())
    await drafts().saveJourney(aJourney({ priority: 90 }))
    expect(await drafts().findVenue('store')).toEqual(aVenue({ name: 'Department store' }))
    expect(await drafts().findJourney('boots')).toEqual(aJourney({ priority: 90 }))
    expect(await drafts().findVenue('boots')).toBeUndefined()
    expect(await drafts().findJourney('store')).toBeUndefined()
  })

  test('all drafts come in the order of their ids', async () => {
    expect(await drafts().all()).toEqual({ venues: [], journeys: [] })
    for (const id of ['c', 'a', 'b']) {
      await drafts().saveVenue(aVenue({ id }))
      await drafts().saveJourney(aJourney({ id }))
    }
    expect(await drafts().all()).toEqual({
      venues: ['a', 'b', 'c'].map((id) => aVenue({ id })),
      journeys: ['a', 'b', 'c'].map((id) => aJourney({ id })),
    })
  })

  test('more drafts than one page holds are all there', async () => {
    const venues = Array.from({ length: 8 }, (_, i) =>
      aVenue({ id: `v${i}`, name: randomBytes(200_000).toString('hex') }),
    )
    for (const venue of venues) await drafts().saveVenue(venue)
    expect((await drafts().all()).venues).toEqual(venues)
  })

  test('a draft changes nothing that is live', async () => {
    await releases().publish(aRelease('v1'), undefined)
    await drafts().saveVenue(aVenue({ name: 'Another' }))
    expect(await releases().load('v1')).toEqual(aRelease('v1'))
  })
}
