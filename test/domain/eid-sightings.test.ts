import { describe, expect, test } from 'vitest'
import { ephemeralIds, heardAs, windowAt } from '#shared/domain/ephemeral-id.ts'
import type { EidKey } from '#shared/domain/sighting.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { foldMailbox } from '#shared/use-cases/fold-mailbox.ts'
import { aPresence, aRelease, aSightingEvent, at } from '#test/support/builders.ts'
import { enrolment, relive } from '#test/support/mailbox.ts'
import { openZones } from '#test/support/story.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'

const day = 86_400_000
const key: EidKey = {
  identityKey: '0102030405060708090a111213141516',
  rotationExponent: 10,
  registeredAt: at(0) - 10 * day,
}

/** The store with a beacon in Boots that changes its id. */
const aStore = () => {
  const venue = aVenue({ presence: { minSightings: 2 } })
  const beacons = venue.beacons.map((beacon) =>
    beacon.id === 'boots' ? { ...beacon, identity: { eid: key } } : beacon,
  )
  return { ...venue, beacons }
}
const release = aRelease({ venues: [aStore()], journeys: [] })

const idAt = (time: number): string => {
  const [eid = ''] = ephemeralIds(key, windowAt(key, time), 1)
  return eid
}
const hears = (seconds: number, eid: string, own: object = {}) =>
  aSightingEvent({ anchor: { beacon: { eid } }, occurredAt: at(seconds), rssi: -50, ...own }, 'store')

describe('a beacon that changes its id', () => {
  test('is one place under all its ids', () => {
    const index = indexVenue(aStore())
    const places = [0, 1_024_000, 5 * day].map((away) =>
      index.place({ beacon: heardAs({ eid: key }, at(0) + away) }, at(0) + away),
    )
    expect(places[0]?.path).toEqual(['fashion', 'shoes', 'boots'])
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1)
  })

  test('may be written in capitals, and its address tells nothing', () => {
    const index = indexVenue(aStore())
    const beacon = { eid: idAt(at(0)).toUpperCase(), mac: 'c3000000abcd' }
    expect(index.place({ beacon }, at(0))?.path).toEqual(['fashion', 'shoes', 'boots'])
  })

  test('is nobody where nobody says when', () => {
    expect(indexVenue(aStore()).place({ beacon: { eid: idAt(at(0)) } })).toBeUndefined()
  })

  test('opens its zone, across a change of its id too', () => {
    const changesAt = key.registeredAt + (windowAt(key, at(600)) + 1) * 1_024_000
    const seconds = (changesAt - at(0)) / 1000
    const events = [-1, 1].map((away) => hears(seconds + away, idAt(at(seconds + away))))
    expect(idAt(at(seconds - 1))).not.toBe(idAt(at(seconds + 1)))
    expect(openZones(relive([enrolment, ...events], () => release).moments)).toEqual(['fashion', 'shoes', 'boots'])
  })

  test('that is heard twice is a duplicate', () => {
    const event = hears(60, idAt(at(60)))
    expect(relive([enrolment, event, event], () => release).outcomes.at(-1)).toEqual({ outcome: 'duplicate' })
  })
})

describe('an id that is played back', () => {
  const events = [60, 61, 62].map((seconds) => hears(seconds, idAt(at(0) - day)))

  test('is parked as spoofed, and moves nobody', () => {
    const { outcomes, moments, presence } = relive([enrolment, ...events], () => release)
    expect(outcomes.slice(1)).toEqual(events.map(() => ({ outcome: 'parked', reason: 'spoofed?' })))
    expect(moments).toEqual([])
    expect(presence?.visit).toBeUndefined()
  })

  test('is parked with a word on what to do, and without the key', () => {
    const read = {
      record: { sequence: '1', partitionKey: 'device:phone-1', arrivedAt: at(62), data: Buffer.of() },
      mailbox: 'device:phone-1',
      events: events.map((event, index) => ({ index, event })),
      refused: [],
      warnings: [],
    }
    const { refused } = foldMailbox('device:phone-1', aPresence(), [read], release)
    const told = refused.get(read) ?? []
    expect(told.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'spoofed?'],
      [1, 'spoofed?'],
      [2, 'spoofed?'],
    ])
    expect(told[0]?.detail).toMatch(/^device:phone-1: an ephemeral id of one of our beacons was heard at a time/)
  })

  test('of a beacon that nobody registered is unknown', () => {
    const [strangers = ''] = ephemeralIds({ ...key, identityKey: 'ff'.repeat(16) }, windowAt(key, at(60)), 1)
    expect(relive([enrolment, hears(60, strangers)], () => release).outcomes.at(-1)).toEqual({
      outcome: 'ignored',
      reason: 'unknown_beacon',
    })
  })

  test('is no forgery of a beacon that does not change its id', () => {
    const index = indexVenue(aStore())
    expect(index.isReplay({ beacon: beaconOf('kiosk') }, at(60))).toBe(false)
    expect(index.isReplay({ gatewayId: 'nowhere' }, at(60))).toBe(false)
  })
})

test('two beacons with one key are a fault, told without the key', () => {
  const venue = aStore()
  const twins = venue.beacons.map((beacon) =>
    beacon.id === 'cafe' ? { ...beacon, identity: { eid: { ...key, rotationExponent: 3 } } } : beacon,
  )
  const faults = venueFaults({ ...venue, beacons: twins })
  expect(faults.map(({ path }) => path)).toEqual(['beacons[4].identity'])
  expect(JSON.stringify([faults, beaconKey({ eid: key })])).not.toContain(key.identityKey)
})
