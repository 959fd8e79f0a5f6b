import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockLimits } from '#shared/domain/arrival.ts'
import { presenceLimits } from '#shared/domain/fold.ts'
import type { Levels } from '#shared/domain/loudness.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { Opened } from '../opened.ts'
import { aPresence, opening } from '../samples.ts'

const full: Presence = aPresence({
  staff: true,
  customerId: 'alma',
  lagMs: 1234,
  seen: [opening, 4_294_967_295, opening - 9_999, 0],
  levels: { 'ibeacon:f:1:2': [[1_790_000_000, -61.5, 1]], g1: [] },
  elsewhere: { venueId: 'mall', sightings: 2 },
  visit: {
    id: 'visit-1',
    venueId: 'store',
    enteredAt: opening - 60_000,
    lastSeenAt: opening,
    lastMomentAt: opening - 30_000,
    stays: [{ zoneId: 'shoes', enteredAt: opening - 60_000, lastSeenAt: opening, dwelt: [30] }],
  },
  moments: 7,
  timerAt: opening + 70_000,
})

export const presenceCases = (opened: () => Opened) => {
  const presences = () => opened().ports.presences

  test('a presence is found again as it was saved, one version on', async () => {
    await presences().save('device:phone-1', full)
    expect(await presences().find(['device:phone-1'])).toEqual(new Map([['device:phone-1', { ...full, version: 1 }]]))
  })

  test('only mailboxes that have a presence are in the answer', async () => {
    await presences().save('device:phone-1', aPresence())
    expect([...(await presences().find(['device:phone-1', 'device:phone-2'])).keys()]).toEqual(['device:phone-1'])
    expect(await presences().find([])).toEqual(new Map())
  })

  test('a mailbox that is named twice is found once', async () => {
    await presences().save('device:phone-1', aPresence())
    expect((await presences().find(['device:phone-1', 'device:phone-1'])).size).toBe(1)
  })

  test('more mailboxes than one read takes are all found', async () => {
    const mailboxes = Array.from({ length: 230 }, (_, i) => `device:${i}`)
    await Promise.all(mailboxes.map((mailbox, i) => presences().save(mailbox, aPresence({ moments: i }))))
    const found = await presences().find(mailboxes)
    expect(mailboxes.map((mailbox) => found.get(mailbox)?.moments)).toEqual(mailboxes.map((_, i) => i))
  })

  test('a presence that someone else has saved meanwhile is not overwritten', async () => {
    expect(await presences().save('device:phone-1', aPresence({ moments: 1 }))).toBe('written')
    expect(await presences().save('device:phone-1', aPresence({ moments: 2 }))).toBe('conflict')
    expect(await presences().save('device:phone-1', aPresence({ version: 1, moments: 3 }))).toBe('written')
    expect(await presences().save('device:phone-1', aPresence({ version: 1, moments: 4 }))).toBe('conflict')
    expect(await presences().save('device:phone-2', aPresence({ version: 5 }))).toBe('conflict')
    expect(await presences().find(['device:phone-1', 'device:phone-2'])).toEqual(
      new Map([['device:phone-1', aPresence({ version: 2, moments: 3 })]]),
    )
  })

  test('of twenty that save the same version at once exactly one is written', async () => {
    for (const version of [0, 1]) {
      const tries = Array.from({ length: 20 }, (_, i) => aPresence({ version, moments: i }))
      const written = await Promise.all(tries.map((presence) => presences().save('device:phone-1', presence)))
      expect(written.filter((one) => one === 'written')).toHaveLength(1)
      const winner = tries[written.indexOf('written')]
      expect((await presences().find(['device:phone-1'])).get('device:phone-1')).toEqual({
        ...winner,
        version: version + 1,
      })
    }
  })

  test('what is handed in or out can be changed without changing what is stored', async () => {
    const levels: Record<string, [number, number, number][]> = { b1: [[1_790_000_000, -60, 1]] }
    await presences().save('device:phone-1', aPresence({ levels }))
    levels.b1?.push([1_789_999_999, -70, 1])
    const found = (await presences().find(['device:phone-1'])).get('device:phone-1')
    Object.assign(found?.levels ?? {}, { b2: [] })
    expect((await presences().find(['device:phone-1'])).get('device:phone-1')?.levels).toEqual({
      b1: [[1_790_000_000, -60, 1]],
    })
  })

  test('the most that is ever remembered, over a whole day, comes back exactly', async () => {
    const seen = Array.from({ length: presenceLimits.sightingsRemembered }, (_, i) => [
      opening - Math.floor((i * dayMs) / (presenceLimits.sightingsRemembered - 1)),
      0xffffffff - i,
    ]).flat()
    await presences().save('device:phone-1', aPresence({ seen }))
    expect((await presences().find(['device:phone-1'])).get('device:phone-1')?.seen).toEqual(seen)
  })

  test('whatever was seen and heard within a day comes back exactly', async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(seenUpTo(presenceLimits.sightingsRemembered), levels, async (seen, levels) => {
        const mailbox = `device:${runs++}`
        const presence = aPresence({ seen, levels })
        await presences().save(mailbox, presence)
        expect(await presences().find([mailbox])).toEqual(new Map([[mailbox, { ...presence, version: 1 }]]))
      }),
      { numRuns: 50 },
    )
  })
}

const dayMs = clockLimits.maxAgeSeconds * 1000

/** Pairs of event time and fingerprint, the fullest list among them. */
const seenUpTo = (most: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: opening - dayMs, max: opening }), fc.nat(0xffffffff)), {
      maxLength: most,
      size: 'max',
    })
    .map((pairs) => pairs.flat())

const levels: fc.Arbitrary<Levels> = fc.dictionary(
  fc.string({ minLength: 1 }).filter((id) => id !== '__proto__'),
  fc.array(
    fc.tuple(
      fc.integer({ min: Math.floor(opening / 1000) - 10, max: Math.floor(opening / 1000) }),
      fc.double({ min: -127, max: 20, noNaN: true }).map((level) => level + 0),
      fc.integer({ min: 1, max: 9 }),
    ),
    { maxLength: 3 },
  ),
  { noNullPrototype: true },
)
