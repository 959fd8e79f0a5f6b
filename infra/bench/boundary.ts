import { advance, type Presence } from '#shared/domain/presence.ts'
import { compileRelease } from '#shared/domain/release.ts'
import type { IBeacon } from '#shared/domain/sighting.ts'
import { seededRandom } from '../local/demo/random.ts'
import { opensAt } from './mall.ts'
import { type Fading, linkFrom } from './radio.ts'

const sides = ['left', 'right'] as const
type Side = (typeof sides)[number]

const beaconOf = (side: Side): IBeacon => ({
  uuid: 'e2c56db5-dffb-48d2-b060-d0f5a71096e0',
  major: 1,
  minor: sides.indexOf(side),
})

/** Two zones side by side with a beacon in the middle of each, and the defaults of the house. */
const release = compileRelease({
  version: 'boundary',
  publishedAt: opensAt,
  journeys: [],
  venues: [
    {
      id: 'boundary',
      name: 'Boundary',
      timezone: 'Europe/Vienna',
      floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
      zones: sides.map((id) => ({ id, name: id, floorId: 'ground', area: { beaconIds: [id], gatewayIds: [] } })),
      beacons: sides.map((id) => ({ id, identity: beaconOf(id), floorId: 'ground', txPower: -59 })),
      gateways: [],
    },
  ],
})

const pathLoss = 2.2 // exponent: a shop floor with a line of sight most of the time
const ceilingMetres = 2 // from the phone up to the beacon

/** Somebody between two beacons: where she is by the second, in metres from the boundary, to the right. */
export type Walk = {
  seed: number
  fading: Fading
  seconds: number
  metresApart: number
  everySeconds: number
  deviceDb: number
  at(seconds: number): number
}

/** The zones that she enters by the second, the first one included, as presence has it from her phone's sightings. */
export const entersOf = (walk: Walk): { seconds: number; zoneId: string; confidence: number }[] => {
  const { seed, fading, metresApart, everySeconds, deviceDb } = walk
  const next = seededRandom(seed, 'a boundary').next
  const links = sides.map((side, i) => ({
    side,
    place: (i - 0.5) * metresApart,
    fade: linkFrom(seed * 31 + i + 1, fading),
    due: next() * everySeconds,
  }))
  let presence: Presence | undefined = advance(
    undefined,
    { kind: 'enrol', deviceId: 'phone', deviceKind: 'phone', staff: false, receivedAt: opensAt },
    release,
  ).presence
  const enters: { seconds: number; zoneId: string; confidence: number }[] = []
  for (;;) {
    const [first, second] = links
    const link = first && second && second.due < first.due ? second : first
    if (!link || link.due > walk.seconds) return enters
    const { due: seconds, side, place, fade } = link
    link.due += everySeconds * (0.85 + 0.3 * next())
    const faded = fade(seconds)
    if (faded === undefined) continue
    const metres = Math.hypot(walk.at(seconds) - place, ceilingMetres)
    const rssi = Math.round(-59 - 10 * pathLoss * Math.log10(metres) + faded + deviceDb)
    const at = opensAt + Math.round(seconds * 1000)
    const sighting = { anchor: { beacon: beaconOf(side) }, rssi, deviceTime: at, occurredAt: at, receivedAt: at }
    const event = { kind: 'sighting', deviceId: 'phone', venueId: 'boundary', sighting, receivedAt: at } as const
    const advanced = advance(presence, event, release)
    presence = advanced.presence
    for (const { kind, zoneId = '', confidence = 0 } of advanced.moments)
      if (kind === 'zone.enter') enters.push({ seconds, zoneId, confidence })
  }
}
