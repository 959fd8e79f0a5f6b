import { expect, test } from 'vitest'
import { createPhoneEars } from '#infra/local/demo/ears.ts'
import { spots } from '#infra/local/demo/floor-plan.ts'
import { journeys } from '#infra/local/demo/journeys.ts'
import { people } from '#infra/local/demo/people.ts'
import { store } from '#infra/local/demo/store.ts'
import { heardAs } from '#shared/domain/ephemeral-id.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { customerSchema, deviceSchema } from '#shared/schemas/people.ts'
import { venueSchema } from '#shared/schemas/venue.ts'

const index = indexVenue(store)
const zonesAround = (anchor: Parameters<typeof index.place>[0]) => index.place(anchor)?.path

test('every beacon and gateway of the store stands in a zone', () => {
  const beacons = store.beacons.map(({ id, identity }) => [id, zonesAround({ beacon: heardAs(identity, 0) })])
  const gateways = store.gateways.map(({ id }) => [id, zonesAround({ gatewayId: id })])
  expect(Object.fromEntries([...beacons, ...gateways])).toEqual({
    'door-west': ['entrance'],
    'door-east': ['entrance'],
    'shoes-south': ['shoes'],
    'shoes-east': ['shoes'],
    'shoes-north': ['shoes'],
    'boots-wall': ['shoes', 'boots'],
    'boots-bench': ['shoes', 'boots'],
    'cafe-counter': ['cafe'],
    'cafe-window': ['cafe'],
    'cafe-corner': ['cafe'],
    'till-1': ['tills'],
    'till-2': ['tills'],
    'watches-case': ['watches'],
    'watches-desk': ['watches'],
    'menswear-shirts': ['menswear'],
    'menswear-suits': ['menswear'],
    'menswear-coats': ['menswear'],
    'home-west': ['home'],
    'home-east': ['home'],
    'gw-door': ['entrance'],
    'gw-shoes': ['shoes'],
    'gw-cafe': ['cafe'],
    'gw-tills': ['tills'],
    'gw-watches': ['watches'],
    'gw-menswear': ['menswear'],
  })
})

test('no two beacons say the same of themselves', () => {
  const keys = store.beacons.map(({ identity }) => beaconKey(identity))
  expect(new Set(keys).size).toBe(keys.length)
})

test.each(Object.entries(spots))('who stands in %s mostly hears its beacons loudest', (zoneId, { level, centre }) => {
  const hear = createPhoneEars(5, 'tester')
  const loudest = Array.from({ length: 2000 }, (_, second) => hear({ level, ...centre }, 1000 * second)[0])
  const scans = loudest.filter((heard) => heard !== undefined)
  const right = scans.filter(({ beacon }) => zonesAround({ beacon })?.includes(zoneId))
  expect(scans.length).toBeGreaterThan(1800)
  expect(right.length / scans.length).toBeGreaterThan(0.75)
})

test('the six journeys are about zones that exist', () => {
  expect(journeys.map(({ id }) => id)).toEqual([
    'welcome-back',
    'boots-offer',
    'watches-gold',
    'cafe-happy-hour',
    'till-help',
    'goodbye-survey',
  ])
  const zones = store.zones.map(({ id }) => id)
  for (const { entrance } of journeys) {
    if ('moment' in entrance && entrance.zoneId !== undefined) expect(zones).toContain(entrance.zoneId)
  }
})

test('thirty people, two of them staff, some with a tag, some who said no', () => {
  expect(people).toHaveLength(30)
  expect(new Set(people.map(({ id }) => id)).size).toBe(30)
  expect(people.filter(({ staff }) => staff).map(({ id }) => id)).toEqual(['ute', 'karim'])
  const addresses = people.flatMap(({ tagAddress }) => tagAddress ?? [])
  expect(addresses.every((address) => /^[0-9a-f]{12}$/.test(address))).toBe(true)
  expect(new Set(addresses).size).toBe(8)
  expect(people.filter(({ carriesPhone }) => !carriesPhone)).toHaveLength(3)
  expect(people.filter(({ consents }) => consents.marketing === 'denied').length).toBeGreaterThanOrEqual(3)
  const zones = store.zones.map(({ id }) => id)
  for (const { traits } of people) expect(zones).toEqual(expect.arrayContaining([...traits.interests]))
})

test('the API takes all of it as it stands', () => {
  expect(venueSchema.parse(store)).toEqual(store)
  for (const journey of journeys) {
    const stamped = { ...journey, createdAt: 1 }
    expect(journeySchema.parse(stamped)).toEqual(stamped)
  }
  for (const { traits, staff, consents, tagAddress } of people) {
    expect(customerSchema.parse({ traits, staff, consents })).toEqual({ traits, staff, consents })
    if (tagAddress !== undefined) deviceSchema.parse({ kind: 'tag', hardwareAddress: tagAddress })
  }
})
