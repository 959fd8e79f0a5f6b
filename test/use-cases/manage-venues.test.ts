import { describe, expect, test } from 'vitest'
import { etagOf } from '#shared/domain/content-hash.ts'
import type { Zone } from '#shared/domain/venue.ts'
import { putPart, putVenue, removePart, removeVenue } from '#shared/use-cases/manage-venues.ts'
import { aCaller, aJourney, at, removeJourney, saveDraft, saveJourney } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { outage, watchedPorts } from './support.ts'

const asked = { by: aCaller(), now: at(0), holds: () => true }
const lounge: Zone = { id: 'lounge', name: 'Lounge', floorId: 'first', area: { beaconIds: ['cafe'], gatewayIds: [] } }

const open = async () => {
  const watched = watchedPorts()
  const { drafts, audit } = watched.memory
  await saveDraft(drafts, aVenue())
  const draft = async () => (await drafts.findVenue('store'))?.venue
  const trail = async () =>
    (await audit.list(undefined, { limit: 50 })).entries.map(({ action, what, state }) => [action, what, state])
  const { ports } = watched
  return { ...watched, draft, trail, put: putPart(ports), remove: removePart(ports) }
}

describe('a part', () => {
  test('that is new is stored at the end, and the trail names who did it', async () => {
    const { put, draft, memory } = await open()
    expect(await put('store', 'zones', lounge, asked)).toEqual({
      answer: { saved: lounge, created: true, etag: etagOf(lounge) },
    })
    expect((await draft())?.zones).toEqual([...aVenue().zones, lounge])
    expect((await memory.audit.list('store', { limit: 5 })).entries).toEqual([
      {
        id: expect.any(String),
        at: at(0),
        who: aCaller(),
        action: 'put',
        what: 'venues/store/zones/lounge',
        venueId: 'store',
        etag: etagOf(lounge),
        state: 'done',
      },
    ])
  })

  test('that is the same is not stored again, and nobody is said to have done anything', async () => {
    const { put, trail, names } = await open()
    const [zone] = aVenue().zones
    if (!zone) throw new Error('the store has no zones')
    expect(await put('store', 'zones', zone, asked)).toMatchObject({ answer: { created: false } })
    expect([await trail(), names()]).toEqual([[], ['drafts.findVenue']])
  })

  test('is put again where somebody else was faster, and both are there', async () => {
    const { put, draft, before: instead, memory } = await open()
    const other = { ...lounge, id: 'other' }
    instead('drafts.saveVenue', () => saveDraft(memory.drafts, aVenue({ zones: [...aVenue().zones, other] })))
    await put('store', 'zones', lounge, asked)
    expect((await draft())?.zones.map(({ id }) => id).slice(-2)).toEqual(['other', 'lounge'])
  })

  test('of a venue that others change all the time is refused at last, and the trail holds nothing of it', async () => {
    const { put, before: instead, memory, trail } = await open()
    let changes = 0
    instead('drafts.saveVenue', () => saveDraft(memory.drafts, aVenue({ name: `Store ${changes++}` })), 20)
    expect(await put('store', 'zones', lounge, asked)).toEqual({ busy: true })
    expect([changes, await trail()]).toEqual([8, []])
  })

  test('that an outage may have cut short stands in the trail as started', async () => {
    const { put, before: instead, trail } = await open()
    instead('drafts.saveVenue', outage)
    await expect(put('store', 'zones', lounge, asked)).rejects.toThrow('the store is away')
    expect(await trail()).toEqual([['put', 'venues/store/zones/lounge', 'started']])
  })

  test('that nobody could write down in the trail is not stored', async () => {
    const { put, before: instead, draft } = await open()
    instead('audit.write', outage)
    await expect(put('store', 'zones', lounge, asked)).rejects.toThrow('the store is away')
    expect(await draft()).toEqual(aVenue())
  })

  test('with faults is refused with those that it brings in, seen from itself, and not with older ones', async () => {
    const { put, memory } = await open()
    const [fashion, ...zones] = aVenue().zones
    if (!fashion) throw new Error('the store has no zones')
    await saveDraft(memory.drafts, aVenue({ zones: [{ ...fashion, floorId: 'cellar' }, ...zones] }))
    expect(await put('store', 'zones', { ...lounge, parentId: 'lunge' }, asked)).toEqual({
      faults: [
        {
          path: 'parentId',
          reason: 'there is no zone "lunge"; did you mean "lounge"?',
          example: 'lounge',
        },
      ],
    })
    expect(await put('store', 'zones', lounge, asked)).toMatchObject({ answer: { created: true } })
  })

  test('is changed and removed only if what the caller asks for is so', async () => {
    const { put, remove, draft } = await open()
    const [zone] = aVenue().zones
    const never = { ...asked, holds: () => false }
    expect(await put('store', 'zones', { ...lounge, id: 'fashion' }, never)).toEqual({ mismatch: etagOf(zone) })
    expect(await put('store', 'zones', lounge, never)).toEqual({ mismatch: undefined })
    expect(await remove('store', 'zones', 'boots', never)).toMatchObject({ mismatch: expect.any(String) })
    expect(await draft()).toEqual(aVenue())
  })

  test('that is needed is not removed, and one that is not is', async () => {
    const { remove, memory, draft, trail } = await open()
    await saveJourney(memory.drafts, aJourney({ entrance: { zoneId: 'boots' } }))
    const needed = await remove('store', 'zones', 'boots', asked)
    expect(needed).toEqual({ referrers: [{ kind: 'journeys', id: 'shoe-care', field: 'entrance.zoneId' }] })
    expect(await remove('store', 'zones', 'watches', asked)).toEqual({ answer: 'removed' })
    expect((await draft())?.zones.map(({ id }) => id)).toEqual(['fashion', 'shoes', 'boots', 'cafe'])
    expect(await trail()).toEqual([['delete', 'venues/store/zones/watches', 'done']])
  })

  test('that is not there, or of a venue that is not, is missing', async () => {
    const { put, remove } = await open()
    expect(await remove('store', 'zones', 'lounge', asked)).toEqual({ missing: 'part' })
    expect(await remove('quay', 'zones', 'lounge', asked)).toEqual({ missing: 'venue' })
    expect(await put('quay', 'zones', lounge, asked)).toEqual({ missing: 'venue' })
  })

  test('that is the last floor stays', async () => {
    const { remove, memory } = await open()
    const floors = aVenue().floors.slice(0, 1)
    await saveDraft(memory.drafts, aVenue({ floors, zones: [], beacons: [], gateways: [] }))
    expect(await remove('store', 'floors', 'ground', asked)).toMatchObject({ faults: [{ path: 'floors' }] })
  })
})

describe('a venue', () => {
  test('keeps the radio map that was learned, whatever a client says of it', async () => {
    const { ports, memory, draft } = await open()
    const before = await memory.drafts.findVenue('store')
    await memory.drafts.saveVenue(aVenue({ radioMap: 'learned' }), before?.version)
    expect(await putVenue(ports)(aVenue({ name: 'New', radioMap: 'guessed' }), asked)).toMatchObject({
      answer: { created: false },
    })
    expect(await draft()).toEqual(aVenue({ name: 'New', radioMap: 'learned' }))
    expect(await putVenue(ports)(aVenue({ id: 'quay', radioMap: 'guessed' }), asked)).toEqual({
      answer: { saved: aVenue({ id: 'quay' }), created: true, etag: etagOf(aVenue({ id: 'quay' })) },
    })
  })

  test('in which journeys begin is not removed', async () => {
    const { ports, memory, draft } = await open()
    await saveJourney(memory.drafts, aJourney())
    expect(await removeVenue(ports)('store', asked)).toEqual({
      referrers: [{ kind: 'journeys', id: 'shoe-care', field: 'entrance.venueId' }],
    })
    await removeJourney(memory.drafts, 'shoe-care')
    expect(await removeVenue(ports)('store', asked)).toEqual({ answer: 'removed' })
    expect(await draft()).toBeUndefined()
    expect(await removeVenue(ports)('store', asked)).toEqual({ missing: 'venue' })
  })
})
