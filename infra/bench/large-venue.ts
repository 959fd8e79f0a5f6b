import type { Beacon, Point, Venue, Zone } from '#shared/domain/venue.ts'
import { seededRandom } from '../local/demo/random.ts'

const floors = 10
const side = 400 // metres
const cornersOfAZone = 16

/** The largest venue that we promise to load quickly: so many polygons in a grid on ten floors, and so many beacons in them. */
export const largeVenue = (zones: number, beacons: number): Venue => {
  const random = seededRandom(1, 'a large venue').next
  const perFloor = Math.ceil(zones / floors)
  const columns = Math.ceil(Math.sqrt(perFloor))
  const cell = side / columns
  const placeOf = (i: number) => ({
    floorId: `floor-${i % floors}`,
    x: (Math.floor(i / floors) % columns) * cell,
    y: Math.floor(Math.floor(i / floors) / columns) * cell,
  })
  return {
    id: 'airport',
    name: 'Airport',
    timezone: 'Europe/Berlin',
    floors: Array.from({ length: floors }, (_, i) => ({ id: `floor-${i}`, name: `Floor ${i}`, level: i })),
    zones: Array.from({ length: zones }, (_, i): Zone => {
      const { floorId, x, y } = placeOf(i)
      const centre = { x: x + cell / 2, y: y + cell / 2 }
      return {
        id: `unit-${i}`,
        name: `Unit ${i} of the airport`,
        floorId,
        area: { polygon: aroundWith(random, centre, cell * 0.45) },
        category: 'retail',
        openingHours: 'Mo-Sa 10:00-20:00',
      }
    }),
    beacons: Array.from({ length: beacons }, (_, i): Beacon => {
      const { floorId, x, y } = placeOf(i % zones)
      return {
        id: `beacon-${i}`,
        identity: { uuid: '6f1d2a54-8c3e-4b0a-9d27-51c0be2e7a19', major: i >> 8, minor: i & 255 },
        floorId,
        position: { x: millimetres(x + random() * cell), y: millimetres(y + random() * cell) },
        txPower: -59,
      }
    }),
    gateways: [],
  }
}

/** A room that no surveyor would call round: corners at random distances, to the millimetre. */
const aroundWith = (random: () => number, { x, y }: Point, radius: number): Point[] =>
  Array.from({ length: cornersOfAZone }, (_, i) => {
    const angle = (i * 2 * Math.PI) / cornersOfAZone
    const reach = radius * (0.6 + 0.4 * random())
    return { x: millimetres(x + reach * Math.cos(angle)), y: millimetres(y + reach * Math.sin(angle)) }
  })

const millimetres = (metres: number) => Math.round(metres * 1000) / 1000
