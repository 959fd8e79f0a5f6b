import type { CalibrationWalk, Hearing, Tap } from '#shared/domain/locating/walk.ts'
import { anchorKey, type IBeacon } from '#shared/domain/sighting.ts'
import type { Point, Venue } from '#shared/domain/venue.ts'

/** A hall of 40 × 30 m with four quarters as zones. Its beacons stand where `beacons` says. */
export const aHall = (beacons: readonly Point[]): Venue => ({
  id: 'hall',
  name: 'Hall',
  timezone: 'UTC',
  floors: [{ id: 'ground', name: 'Ground', level: 0, outline: [{ polygon: rectangle(0, 0, 40, 30) }] }],
  zones: [
    ['south-west', 0, 0],
    ['south-east', 20, 0],
    ['north-west', 0, 15],
    ['north-east', 20, 15],
  ].map(([id, x, y]) => ({
    id: String(id),
    name: String(id),
    floorId: 'ground',
    category: 'walkway',
    area: { polygon: rectangle(Number(x), Number(y), Number(x) + 20, Number(y) + 15) },
  })),
  beacons: beacons.map((position, i) => ({ id: `b${i}`, identity: beaconNumber(i), floorId: 'ground', position })),
  gateways: [],
})

const rectangle = (left: number, bottom: number, right: number, top: number): Point[] => [
  { x: left, y: bottom },
  { x: right, y: bottom },
  { x: right, y: top },
  { x: left, y: top },
]

export const beaconNumber = (minor: number): IBeacon => ({
  uuid: '9195b3ada9d0450085ff9fb0f65a5201',
  major: 7,
  minor,
})

/** Numbers from 0 to 1 that are the same each time. Source: mulberry32, Tommy Ettinger (public domain). */
export const numbersFrom = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const metresPerSecond = 1
const audibleMetres = 14

/** What a phone hears at a place in one second of a venue's beacons: those within 14 m, two times out of three, off by 3 dB. */
const heardAt = (venue: Venue, at: Point, random: () => number): { beacon: IBeacon; rssi: number }[] =>
  venue.beacons.flatMap(({ identity, position }) => {
    if (!position || !('uuid' in identity)) return []
    const metres = Math.max(1, Math.hypot(position.x - at.x, position.y - at.y))
    const noise = random() + random() + random() - 1.5
    if (metres > audibleMetres || random() > 0.67) return []
    return [{ beacon: identity, rssi: Math.round(-59 - 24 * Math.log10(metres) + 6 * noise) }]
  })

/** A walk along corners, a metre a second with a tap at each, in the venue's simulated radio. */
export const aWalk = (
  venue: Venue,
  id: string,
  corners: readonly Point[],
  seed: number,
  start = 0,
): CalibrationWalk => {
  const random = numbersFrom(seed)
  const taps: Tap[] = []
  const hearings: Hearing[] = []
  let at = start
  for (const [i, point] of corners.entries()) {
    taps.push({ at, floorId: 'ground', point })
    const next = corners[i + 1]
    if (!next) break
    const seconds = Math.max(1, Math.round(Math.hypot(next.x - point.x, next.y - point.y) / metresPerSecond))
    for (let second = 0; second < seconds; second++) {
      const share = (second + 0.5) / seconds
      const here = { x: point.x + share * (next.x - point.x), y: point.y + share * (next.y - point.y) }
      for (const { beacon, rssi } of heardAt(venue, here, random))
        hearings.push({ key: anchorKey({ beacon }), rssi, at: at + second * 1000 + 500 })
    }
    at += seconds * 1000
  }
  return { id, taps, hearings }
}

/** Walks to and fro through all of the hall, each along lines of its own. */
export const walksThrough = (venue: Venue, count: number): CalibrationWalk[] =>
  Array.from({ length: count }, (_, i) => {
    const lines = Array.from({ length: 5 }, (_, line) => 2 + line * 6 + (i % 3))
    const corners = lines.flatMap((y, line) => (line % 2 === 0 ? [2, 38] : [38, 2]).map((x) => ({ x, y })))
    return aWalk(venue, `walk-${i}`, corners, i + 1)
  })

/** Beacons on a lattice of 8 m, but for those that `spared` says. */
export const lattice = (spared: (at: Point) => boolean = () => false): Point[] =>
  [4, 12, 20, 28, 36].flatMap((x) => [4, 12, 20, 28].map((y) => ({ x, y }))).filter((at) => !spared(at))
