import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { noPauses } from '#shared/domain/release.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { aCaller, aNote, saveDraft } from '#test/support/builders.ts'
import { anOffer, aSegment, aTemplate } from '#test/support/resources.ts'
import type { Opened } from '../opened.ts'
import { aRelease, aVenue, opening } from '../samples.ts'

const everything = {
  segments: [aSegment()],
  offers: [anOffer()],
  templates: [aTemplate()],
  settings: { ...defaultSettings, holdoutPercent: 5 },
}
const nothingLive = { version: undefined, pauses: noPauses, feeds: {}, acceptance: {}, orders: {} }

export const releaseCases = (opened: () => Opened) => {
  const releases = () => opened().ports.releases

  test('before anything is published nothing is live and nothing paused', async () => {
    expect(await releases().pointer(opening)).toEqual(nothingLive)
    expect(await releases().liveVersion()).toBeUndefined()
    expect(await releases().load('v1')).toBeUndefined()
  })

  test('a release that is published is live, and the one before it can still be read', async () => {
    expect(await releases().publish(aRelease('v1'), undefined, aNote())).toBe('written')
    expect(await releases().publish(aRelease('v2', { journeys: [] }), 'v1', aNote())).toBe('written')
    expect(await releases().pointer(opening)).toEqual({ ...nothingLive, version: 'v2', pauses: noPauses })
    expect(await releases().load('v1')).toEqual(aRelease('v1'))
    expect(await releases().load('v2')).toEqual(aRelease('v2', { journeys: [] }))
  })

  test('who published on top of what is no longer live has a conflict, and the live one stays', async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    expect(await releases().publish(aRelease('v2'), undefined, aNote())).toBe('conflict')
    expect(await releases().publish(aRelease('v2'), 'v0', aNote())).toBe('conflict')
    expect(await releases().liveVersion()).toBe('v1')
    expect(await releases().publish(aRelease('v3'), 'v1', aNote())).toBe('written')
  })

  test('of ten that publish at once exactly one is live', async () => {
    const versions = Array.from({ length: 10 }, (_, i) => `v${i}`)
    const written = await Promise.all(
      versions.map((version) => releases().publish(aRelease(version), undefined, aNote())),
    )
    expect(written.filter((one) => one === 'written')).toHaveLength(1)
    expect(await releases().liveVersion()).toBe(versions[written.indexOf('written')])
  })

  test('a version never changes: other content under its name is a conflict', async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    expect(await releases().publish(aRelease('v1', { journeys: [] }), 'v1', aNote())).toBe('conflict')
    expect(await releases().load('v1')).toEqual(aRelease('v1'))
  })

  test('segments, offers, templates and settings are read as they were published, and what there was none of is not there', async () => {
    const content = aRelease('v1', everything)
    await releases().publish(content, undefined, aNote())
    await releases().publish(aRelease('v2', { offers: [anOffer()] }), 'v1', aNote())
    await releases().publish(aRelease('v3'), 'v2', aNote())
    expect(await releases().load('v1')).toEqual(content)
    expect(await releases().load('v2')).toEqual(aRelease('v2', { offers: [anOffer()] }))
    expect(await releases().load('v3')).toEqual(aRelease('v3'))
    expect((await releases().summary('v1'))?.counts).toMatchObject({ segments: 1, offers: 1, templates: 1 })
  })

  test("an earlier release's content can be made live again, as another version", async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    await releases().publish(aRelease('v2', { journeys: [] }), 'v1', aNote())
    const earlier = (await releases().load('v1')) ?? aRelease('none')
    const note = aNote({ restores: 'v1' })
    expect(await releases().publish({ ...earlier, version: 'v3' }, 'v2', note)).toBe('written')
    expect(await releases().load('v3')).toEqual({ ...earlier, version: 'v3' })
  })

  test('publishing the very same once more, after a doubt, is publishing it once', async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    expect(await releases().publish(aRelease('v1'), undefined, aNote())).toBe('conflict')
    expect(await releases().liveVersion()).toBe('v1')
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
    expect(await releases().publish(large, undefined, aNote())).toBe('written')
    expect(await releases().load('large')).toEqual(large)
    expect(await releases().load('larg')).toBeUndefined()
  })

  test('what is paused stays paused when a release is published, and the release stays live when something is paused', async () => {
    const paused = { everything: false, venues: ['store'], journeys: ['boots'] }
    await releases().setPause({ scope: 'venue', id: 'store' }, true)
    await releases().setPause({ scope: 'journey', id: 'boots' }, true)
    expect(await releases().publish(aRelease('v1'), undefined, aNote())).toBe('written')
    expect(await releases().pointer(opening)).toEqual({ ...nothingLive, version: 'v1', pauses: paused })
    const everything = await releases().setPause({ scope: 'everything' }, true)
    expect(everything).toEqual({ ...paused, everything: true })
    expect(await releases().pointer(opening)).toEqual({ ...nothingLive, version: 'v1', pauses: everything })
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
    expect([...(await releases().pointer(opening)).pauses.journeys].sort()).toEqual(ids)
  })

  describe('what is told beside the live release', () => {
    test('a feed is in force until its time is over, and stands in the list until it is forgotten', async () => {
      const weather = { data: { celsius: 31, sky: 'clear' }, until: opening + 60_000 }
      await releases().setFeed('weather', { ...weather, data: { celsius: 12 } })
      await releases().setFeed('weather', weather)
      await releases().setFeed('match', { data: { score: [2, 1] }, until: opening + 120_000 })
      expect((await releases().pointer(opening + 59_999)).feeds).toEqual({
        weather: { celsius: 31, sky: 'clear' },
        match: { score: [2, 1] },
      })
      expect((await releases().pointer(opening + 60_000)).feeds).toEqual({ match: { score: [2, 1] } })
      await releases().setFeed('match', undefined)
      await releases().setFeed('match', undefined)
      expect(await releases().feeds()).toEqual({ weather })
    })

    test('what was learned is replaced as a whole', async () => {
      await releases().setAcceptance({ boots: 0.2, watches: 0.05 })
      await releases().setAcceptance({ boots: 0.3 })
      expect(await releases().pointer(opening)).toEqual({ ...nothingLive, acceptance: { boots: 0.3 } })
    })

    test('an order for runs stands until it is taken back, and orders that are given at once all stand', async () => {
      const end = { before: 'v2', act: 'end' } as const
      const migrate = { before: 'v3', act: 'migrate' } as const
      await Promise.all([releases().setRunOrder('boots', end), releases().setRunOrder('watches', migrate)])
      expect((await releases().pointer(opening)).orders).toEqual({ boots: end, watches: migrate })
      await releases().setRunOrder('boots', migrate)
      await releases().setRunOrder('watches', undefined)
      expect((await releases().pointer(opening)).orders).toEqual({ boots: migrate })
    })

    test('publishing and pausing leave it as it is', async () => {
      await releases().setFeed('weather', { data: 'rain', until: opening + 1 })
      await releases().setAcceptance({ boots: 0.2 })
      await releases().setRunOrder('boots', { before: 'v1', act: 'end' })
      await releases().publish(aRelease('v1'), undefined, aNote())
      await releases().setPause({ scope: 'everything' }, true)
      expect(await releases().pointer(opening)).toEqual({
        version: 'v1',
        pauses: { ...noPauses, everything: true },
        feeds: { weather: 'rain' },
        acceptance: { boots: 0.2 },
        orders: { boots: { before: 'v1', act: 'end' } },
      })
    })
  })

  test('a draft changes nothing that is live', async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    await saveDraft(opened().ports.drafts, aVenue({ name: 'Another' }))
    expect(await releases().load('v1')).toEqual(aRelease('v1'))
  })

  test('one venue of a release is read without the others', async () => {
    const quay = aVenue({ id: 'quay', name: 'Quay' })
    await releases().publish(aRelease('v1', { venues: [aVenue(), quay] }), undefined, aNote())
    expect(await releases().loadVenue('v1', 'quay')).toEqual(quay)
    expect(await releases().loadVenue('v1', 'pier')).toBeUndefined()
    expect(await releases().loadVenue('v2', 'quay')).toBeUndefined()
  })

  test('what a release shares with the one before is there in both', async () => {
    const quay = aVenue({ id: 'quay', name: 'Quay' })
    await releases().publish(aRelease('v1', { venues: [aVenue(), quay] }), undefined, aNote())
    const second = aRelease('v2', { venues: [aVenue({ name: 'Renamed' }), quay] })
    await releases().publish(second, 'v1', aNote())
    expect(await releases().load('v2')).toEqual(second)
    expect(await releases().load('v1')).toEqual(aRelease('v1', { venues: [aVenue(), quay] }))
  })

  test('a release says who published it, what it replaced and how much is in it', async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    const note = aNote({ by: aCaller({ username: 'max' }), venueId: 'store', restores: 'v0' })
    await releases().publish(aRelease('v2', { journeys: [] }), 'v1', note)
    expect(await releases().summary('v2')).toEqual({
      ...note,
      version: 'v2',
      publishedAt: aRelease('v2').publishedAt,
      previous: 'v1',
      counts: {
        venues: 1,
        journeys: 0,
        segments: 0,
        offers: 0,
        templates: 0,
        floors: 1,
        zones: 1,
        pois: 0,
        beacons: 1,
        gateways: 0,
        signs: 0,
      },
    })
    expect(await releases().summary('v3')).toBeUndefined()
  })

  test('the history is what was live, the newest first, page by page; what lost against another is not in it', async () => {
    await releases().publish(aRelease('v1'), undefined, aNote())
    await releases().publish(aRelease('v2-lost'), undefined, aNote())
    for (const [version, previous] of pairs(['v1', 'v2', 'v3', 'v4', 'v5']))
      await releases().publish(aRelease(version), previous, aNote())
    const versions = async (after?: string) => {
      const { releases: page, next } = await releases().list({ limit: 2, ...(after === undefined ? {} : { after }) })
      return [page.map(({ version }) => version), next]
    }
    expect(await versions()).toEqual([['v5', 'v4'], 'v4'])
    expect(await versions('v4')).toEqual([['v3', 'v2'], 'v2'])
    expect(await versions('v2')).toEqual([['v1'], undefined])
  })

  test('before anything is published there is no history', async () => {
    expect(await releases().list({ limit: 10 })).toEqual({ releases: [] })
  })
}

const pairs = (versions: readonly string[]) =>
  versions.slice(1).map((version, i): [version: string, previous: string] => [version, versions[i] ?? ''])
