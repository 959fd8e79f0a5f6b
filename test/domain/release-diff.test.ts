import { expect, test } from 'vitest'
import { changeCounts, diffOf } from '#shared/domain/release-diff.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { aJourney } from '#test/support/builders.ts'
import { anOffer, aSegment, aTemplate } from '#test/support/resources.ts'
import { aStation, aVenue } from '#test/support/venues.ts'

const content = { venues: [aVenue()], journeys: [aJourney()] }
const [first, ...others] = aVenue().zones

test('what is the same differs in nothing, whatever the order of its fields and parts', () => {
  const turned = { ...aVenue(), zones: aVenue().zones.toReversed() }
  const reordered = Object.fromEntries(Object.entries(turned).toReversed())
  expect(diffOf(content, { ...content, venues: [{ ...aVenue(), ...reordered }] })).toEqual([])
})

test('a change names the resource, and each field before and after', () => {
  const changed = aVenue({
    name: 'Renamed',
    zones: [{ ...first, presence: { enterRssi: -70 } } as typeof first & object, ...others],
  })
  const changes = diffOf(content, { ...content, venues: [changed] })
  expect(changes).toEqual([
    {
      key: 'venues/store',
      kind: 'venues',
      id: 'store',
      venueId: 'store',
      change: 'changed',
      fields: [{ field: 'name', before: 'Department store', after: 'Renamed' }],
    },
    {
      key: `venues/store/zones/${first?.id}`,
      kind: 'zones',
      id: first?.id,
      venueId: 'store',
      change: 'changed',
      fields: [{ field: 'presence', after: { enterRssi: -70 } }],
    },
  ])
  expect(changeCounts(changes)).toEqual({ added: 0, changed: 2, removed: 0 })
})

test('fields within fields have a path with dots', () => {
  const journey = aJourney()
  const moved = { ...journey, entrance: { ...journey.entrance, usefulForSeconds: 77 } }
  const [change] = diffOf(content, { ...content, journeys: [moved] })
  expect(change?.fields).toEqual([
    { field: 'entrance.usefulForSeconds', before: journey.entrance.usefulForSeconds, after: 77 },
  ])
})

test('an identity that changed is one value, so that its key can be covered', () => {
  const venue = aVenue()
  const beacons = venue.beacons.map((beacon, i) =>
    i === 0 ? { ...beacon, identity: { uuid: 'f'.repeat(32), major: 9, minor: 9 } } : beacon,
  )
  const [change] = diffOf(content, { ...content, venues: [{ ...venue, beacons }] })
  expect(change?.fields?.map(({ field }) => field)).toEqual(['identity'])
})

test('a venue that comes or goes does so with all that is in it', () => {
  const both = { ...content, venues: [aVenue(), aStation()] }
  const station = aStation()
  const parts = station.floors.length + station.zones.length + station.beacons.length + station.gateways.length
  expect(changeCounts(diffOf(content, both))).toEqual({ added: 1 + parts, changed: 0, removed: 0 })
  expect(changeCounts(diffOf(both, content))).toEqual({ added: 0, changed: 0, removed: 1 + parts })
})

test('segments, offers, templates and settings are resources of their own, and offers are of a venue', () => {
  const before = { ...content, segments: [aSegment()], offers: [anOffer()] }
  const after = {
    ...content,
    segments: [aSegment({ name: 'Best customers' })],
    templates: [aTemplate()],
    settings: defaultSettings,
  }
  expect(diffOf(before, after)).toEqual([
    { key: 'offers/care', kind: 'offers', id: 'care', venueId: 'store', change: 'removed' },
    {
      key: 'segments/gold',
      kind: 'segments',
      id: 'gold',
      change: 'changed',
      fields: [{ field: 'name', before: 'Gold customers', after: 'Best customers' }],
    },
    { key: 'settings', kind: 'settings', id: 'settings', change: 'added' },
    { key: 'templates/welcome', kind: 'templates', id: 'welcome', change: 'added' },
  ])
})
