import type { Point, Venue, Zone } from '#shared/domain/venue.ts'
import { seededRandom } from '../local/demo/random.ts'

const shopMetres = 10
const cornersOfShop = 8

/** A ring of corners, not quite round, as shops on real floor plans are not quite square. */
const ringAround = ({ x, y }: Point, radius: number, next: () => number): Point[] =>
  Array.from({ length: cornersOfShop }, (_, i) => {
    const angle = (i * 2 * Math.PI) / cornersOfShop
    const reach = radius * (0.8 + 0.2 * next())
    return { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) }
  })

/** A floor of so many zones: shops side by side, one in ten with a court cut out of it, one in ten with a counter inside, halls around them. */
export const cityOf = (zoneCount: number, beaconCount: number): Venue => {
  const next = seededRandom(1, 'a city').next
  const side = Math.ceil(Math.sqrt(zoneCount * 0.9))
  const zones: Zone[] = []
  const add = (id: string, area: Zone['area']) => zones.push({ id, name: id, floorId: 'ground', area })
  const block = side * shopMetres
  for (let i = 0; zones.length < zoneCount / 100; i++) {
    const [x, width] = [(i * 100 * block) / zoneCount, (100 * block) / zoneCount]
    add(`hall-${i}`, {
      polygon: [
        { x, y: 0 },
        { x: x + width, y: 0 },
        { x: x + width, y: block },
        { x, y: block },
      ],
    })
  }
  for (let i = 0; zones.length < zoneCount; i++) {
    const centre = { x: ((i % side) + 0.5) * shopMetres, y: (Math.floor(i / side) + 0.5) * shopMetres }
    const polygon = ringAround(centre, shopMetres / 2, next)
    add(`shop-${i}`, i % 10 === 0 ? { polygon, holes: [ringAround(centre, 1, next)] } : { polygon })
    if (i % 10 === 5 && zones.length < zoneCount) add(`counter-${i}`, { centre, radiusMetres: 3 })
  }
  const beacons = Array.from({ length: beaconCount }, (_, i) => ({
    id: `beacon-${i}`,
    identity: {
      uuid: 'e2c56db5-dffb-48d2-b060-d0f5a71096e0',
      major: 1,
      minor: i,
      mac: i.toString(16).padStart(12, '0'),
    },
    floorId: 'ground',
    position: { x: next() * block, y: next() * block },
    txPower: -59,
  }))
  return {
    id: 'city',
    name: 'City under one roof',
    timezone: 'Europe/Vienna',
    floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
    zones,
    beacons,
    gateways: [],
  }
}
