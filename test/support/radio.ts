import { seededRandom } from '#infra/local/demo/random.ts'
import type { CalibrationWalk, Hearing } from '#shared/domain/locating/walk.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import type { Point, Venue } from '#shared/domain/venue.ts'

/** Chances that are the same for the same seed. */
export const randomsOf = (seed: number) => seededRandom(seed, 'radio').next

const rectangle = (left: number, bottom: number, right: number, top: number): Point[] => [
  { x: left, y: bottom },
  { x: right, y: bottom },
  { x: right, y: top },
  { x: left, y: top },
]

const uuid = '0d0f1a2b-3c4d-4e5f-8a9b-aabbccddeeff'

/** A hall of 60 × 24 m on each of two floors: three rooms on either side of a passage, and a beacon at each door. */
export const aHall = (own: Partial<Venue> = {}): Venue => ({
  id: 'hall',
  name: 'Hall',
  timezone: 'Europe/Vienna',
  floors: [0, 1].map((level) => ({
    id: `f${level}`,
    name: `Floor ${level}`,
    level,
    outline: [{ polygon: rectangle(0, 0, 60, 24) }],
  })),
  zones: [0, 1].flatMap((level) => [
    { id: `f${level}`, name: `Floor ${level}`, floorId: `f${level}`, area: { polygon: rectangle(0, 0, 60, 24) } },
    ...[0, 1, 2].flatMap((column) =>
      (['south', 'north'] as const).map((side) => ({
        id: `f${level}-${side}-${column}`,
        name: `Room ${column} ${side}`,
        floorId: `f${level}`,
        parentId: `f${level}`,
        area: {
          polygon: rectangle(column * 20, side === 'south' ? 0 : 16, column * 20 + 20, side === 'south' ? 8 : 24),
        },
      })),
    ),
  ]),
  beacons: [0, 1].flatMap((level) =>
    [0, 1, 2].flatMap((column) =>
      (['south', 'north'] as const).map((side, i) => ({
        id: `b${level}${column}${i}`,
        identity: { uuid, major: level + 1, minor: 2 * column + i },
        floorId: `f${level}`,
        position: { x: column * 20 + 10, y: side === 'south' ? 7 : 17 },
      })),
    ),
  ),
  gateways: [],
  ...own,
})

/** What is heard at a place in a second: path loss, 16 dB for a floor, fading of 4 dB, and nothing below -95 dBm. */
export const hearingsAt = (
  venue: Venue,
  floorId: string,
  { x, y }: Point,
  at: number,
  random: () => number,
): Hearing[] =>
  venue.beacons.flatMap((beacon): Hearing[] => {
    const { identity, position } = beacon
    if (position === undefined || 'eid' in identity) return []
    const metres = Math.max(1, Math.hypot(position.x - x, position.y - y))
    const fading = (random() + random() + random() - 1.5) * 8
    const rssi = -59 - 24 * Math.log10(metres) - (beacon.floorId === floorId ? 0 : 16) + fading
    return rssi < -95 || random() < 0.2 ? [] : [{ key: beaconKey(identity), rssi: Math.round(rssi), at }]
  })

/** A walk along points, 1.2 m a second, with a tap at each. */
export const aWalk = (
  venue: Venue,
  id: string,
  floorId: string,
  points: readonly Point[],
  startAt: number,
  seed: number,
): CalibrationWalk => {
  const random = randomsOf(seed)
  const taps = points.map((point, i) => {
    const metres = points
      .slice(0, i)
      .reduce((sum, from, j) => sum + Math.hypot((points[j + 1]?.x ?? 0) - from.x, (points[j + 1]?.y ?? 0) - from.y), 0)
    return { at: startAt + Math.round((metres / 1.2) * 1000), floorId, point }
  })
  const hearings: Hearing[] = []
  for (let at = startAt; at <= (taps.at(-1)?.at ?? startAt); at += 1000) {
    const i = taps.findIndex((tap) => tap.at >= at)
    const [before, after] = [taps[i - 1] ?? taps[i], taps[i]]
    if (!before || !after) continue
    const share = after.at === before.at ? 0 : (at - before.at) / (after.at - before.at)
    const place = {
      x: before.point.x + share * (after.point.x - before.point.x),
      y: before.point.y + share * (after.point.y - before.point.y),
    }
    hearings.push(...hearingsAt(venue, floorId, place, at, random))
  }
  return { id, taps, hearings }
}

/** Somebody who walks the passage and into every room of a floor. */
export const aCalibration = (venue: Venue): CalibrationWalk[] =>
  ['f0', 'f1'].flatMap((floorId, level) =>
    [0, 1, 2].map((round) =>
      aWalk(
        venue,
        `${floorId}-${round}`,
        floorId,
        [
          { x: 2, y: 12 },
          ...[10, 30, 50].flatMap((x) => [
            { x, y: 12 },
            { x, y: 3 + round },
            { x, y: 12 },
            { x, y: 21 - round },
            { x, y: 12 },
          ]),
          { x: 58, y: 12 },
        ],
        1_000_000 + 1_000_000 * round + 10_000_000 * level,
        7 * round + level + 1,
      ),
    ),
  )
