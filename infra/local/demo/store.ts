import type { RegisteredIdentity } from '#shared/domain/sighting.ts'
import type { Beacon, Gateway, Point, Venue } from '#shared/domain/venue.ts'

const uuid = '6f1d2a54-8c3e-4b0a-9d27-51c0be2e7a19'
const namespace = '8c21d40f6b9a3e57d102'

const iBeacon = (major: number, minor: number): RegisteredIdentity => ({ uuid, major, minor })
const eddystone = (instance: string): RegisteredIdentity => ({ namespace, instance })

const beacon = (id: string, floorId: string, identity: RegisteredIdentity, x: number, y: number): Beacon => ({
  id,
  identity,
  floorId,
  position: { x, y },
  txPower: -59,
})

const gateway = (id: string, floorId: string, format: string, x: number, y: number): Gateway => ({
  id,
  floorId,
  position: { x, y },
  format,
})

const rectangle = (west: number, south: number, east: number, north: number): Point[] => [
  { x: west, y: south },
  { x: east, y: south },
  { x: east, y: north },
  { x: west, y: north },
]

/** The demo's venue: a department store of two floors, 40 m by 30 m each, with the door in the middle of its south side. */
export const store: Venue = {
  id: 'harbour',
  name: 'Harbour & Daughters',
  timezone: 'Europe/Berlin',
  floors: [
    { id: 'ground', name: 'Ground floor', level: 0 },
    { id: 'first', name: 'First floor', level: 1 },
  ],
  zones: [
    {
      id: 'entrance',
      name: 'Entrance',
      floorId: 'ground',
      area: { beaconIds: ['door-west', 'door-east'], gatewayIds: ['gw-door'] },
      presence: { dwellSeconds: [] },
    },
    { id: 'shoes', name: 'Shoes', floorId: 'ground', area: { polygon: rectangle(0, 6, 15, 22) } },
    { id: 'boots', name: 'Boots', floorId: 'ground', parentId: 'shoes', area: { polygon: rectangle(0, 14, 7, 22) } },
    { id: 'cafe', name: 'Café', floorId: 'ground', area: { polygon: rectangle(27, 18, 40, 30) } },
    {
      id: 'tills',
      name: 'Tills',
      floorId: 'ground',
      area: { beaconIds: ['till-1', 'till-2'], gatewayIds: ['gw-tills'] },
      presence: { dwellSeconds: [] },
    },
    { id: 'watches', name: 'Watches', floorId: 'first', area: { polygon: rectangle(0, 0, 11, 12) } },
    { id: 'menswear', name: 'Menswear', floorId: 'first', area: { polygon: rectangle(18, 0, 40, 14) } },
    {
      id: 'home',
      name: 'Home and Kitchen',
      floorId: 'first',
      area: { beaconIds: ['home-west', 'home-east'], gatewayIds: [] },
    },
  ],
  beacons: [
    beacon('door-west', 'ground', iBeacon(1, 1), 18, 3),
    beacon('door-east', 'ground', iBeacon(1, 2), 22, 3),
    beacon('shoes-south', 'ground', iBeacon(2, 1), 4, 9),
    beacon('shoes-east', 'ground', iBeacon(2, 2), 11, 10),
    beacon('shoes-north', 'ground', iBeacon(2, 3), 12, 18),
    beacon('boots-wall', 'ground', iBeacon(3, 1), 2, 17),
    beacon('boots-bench', 'ground', iBeacon(3, 2), 4, 20),
    beacon('cafe-counter', 'ground', iBeacon(4, 1), 31, 22),
    beacon('cafe-window', 'ground', iBeacon(4, 2), 36, 27),
    beacon('cafe-corner', 'ground', eddystone('00000000c0fe'), 37, 20),
    beacon('till-1', 'ground', iBeacon(5, 1), 31, 6),
    beacon('till-2', 'ground', iBeacon(5, 2), 35, 6),
    beacon('watches-case', 'first', iBeacon(6, 1), 4, 4),
    beacon('watches-desk', 'first', eddystone('000000001030'), 7, 8),
    beacon('menswear-shirts', 'first', iBeacon(7, 1), 23, 5),
    beacon('menswear-suits', 'first', iBeacon(7, 2), 30, 9),
    beacon('menswear-coats', 'first', iBeacon(7, 3), 36, 4),
    beacon('home-west', 'first', iBeacon(8, 1), 5, 25),
    beacon('home-east', 'first', iBeacon(8, 2), 11, 22),
  ],
  gateways: [
    gateway('gw-door', 'ground', 'minew', 20, 4),
    gateway('gw-shoes', 'ground', 'raddec', 9, 13),
    gateway('gw-cafe', 'ground', 'ruuvi', 34, 24),
    gateway('gw-tills', 'ground', 'ruuvi', 33, 7),
    gateway('gw-watches', 'first', 'minew', 5, 7),
    gateway('gw-menswear', 'first', 'raddec', 29, 6),
  ],
  // a stay of 45 s raises a moment wherever one can linger: the café's journey waits for it
  presence: { dwellSeconds: [45] },
}
