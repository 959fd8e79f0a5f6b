import { type BeaconIdentity, beaconKey, type IBeacon } from '#shared/domain/sighting.ts'
import type { Beacon, Point, PresenceKnobs, Venue, Zone } from '#shared/domain/venue.ts'
import { isTxPower } from '#shared/hardware/radio.ts'
import { type FloorPlan, nearestShops } from './floor-plan.ts'
import type { Recording } from './recording.ts'

/** Knobs for shop phones that hear beacons from far: of the mall's sightings half are weaker than -83 dBm, a tenth than -93. */
const knobs: Partial<PresenceKnobs> = {
  enterRssi: -95, // -85 loses a tenth of the walks; below -95 nothing is gained
  exitRssi: -110, // the weakest sighting still tells that she is there: silence ends a stay, not a low level
  switchMarginDb: 4, // without a margin zones change twice as often and are right no more often
  minSightings: 2, // a beacon is heard about once a second: 3 are 3 seconds, and she has walked on
  exitTimeoutSeconds: 60, // the longest silence within a walk is 75 s, of 99.9 % of them 7 s
  maxLatenessSeconds: 10, // a phone holds a sighting back for two seconds at most
}

/**
 * Makes a venue of a recording: a zone for each floor and, inside it, one for each shop. Which beacons a shop is known by is
 * learned from the walks of the learning half alone: each transmitter counts for the shop next to where it was loudest.
 * Every transmitter of the recording is registered; one that the learning half never heard with a position has no zone.
 */
export const learnVenue = (recording: Recording): Venue => {
  const plans = new Map(recording.plans.map((plan) => [plan.floor.id, plan]))
  const transmitters = [...transmittersIn(recording)].map((one) => ({ ...one, place: placeOf(one, plans) }))
  const byShop = Map.groupBy(transmitters, ({ place }) => place?.shopId)
  const beaconIdsOf = (shopId: string) => (byShop.get(shopId) ?? []).map(({ identity }) => beaconId(identity))

  return {
    id: recording.id,
    name: recording.name,
    timezone: 'Asia/Shanghai', // where the recorded malls stand
    floors: recording.plans.map(({ floor }) => floor),
    zones: recording.plans.flatMap(({ floor, shops }): Zone[] => [
      { id: floor.id, name: `Floor ${floor.name}`, floorId: floor.id, area: { beaconIds: [], gatewayIds: [] } },
      ...shops.map(({ id, name, floorId }) => ({
        id,
        name,
        floorId,
        parentId: floorId,
        area: { beaconIds: beaconIdsOf(id), gatewayIds: [] },
      })),
    ]),
    beacons: transmitters.map(
      ({ identity, txPower, floorId, place }): Beacon => ({
        id: beaconId(identity),
        identity,
        floorId: place?.floorId ?? floorId,
        ...(place ? { position: place.position } : {}),
        ...(isTxPower(txPower) ? { txPower } : {}),
      }),
    ),
    gateways: [],
    presence: knobs,
  }
}

type Evidence = { floorId: string; position: Point; weight: number }

/** A transmitter with the floor that heard it first, and every surveyed place of the learning half where it was heard. */
type Transmitter = { identity: IBeacon; txPower: number; floorId: string; heardAt: Evidence[] }

const transmittersIn = ({ walks }: Recording): Iterable<Transmitter> => {
  const found = new Map<string, Transmitter>()
  for (const { floorId, half, heard } of walks) {
    for (const { beacon, txPower, rssi, truePosition } of heard) {
      const key = beaconKey(beacon)
      const transmitter = found.get(key) ?? { identity: beacon, txPower, floorId, heardAt: [] }
      found.set(key, transmitter)
      if (half === 'unseen' || !truePosition) continue
      // by power, not by decibel: one sighting from nearby outweighs many from afar
      transmitter.heardAt.push({ floorId, position: truePosition, weight: 10 ** (rssi / 10) })
    }
  }
  return found.values()
}

type LearnedPlace = { floorId: string; position: Point; shopId: string | undefined }

/** The floor that heard it loudest, the weighted mean of the places there, and the shop nearest to that. */
const placeOf = ({ heardAt }: Transmitter, plans: ReadonlyMap<string, FloorPlan>): LearnedPlace | undefined => {
  const byFloor = [...Map.groupBy(heardAt, ({ floorId }) => floorId)].map(([floorId, places]) => ({
    floorId,
    places,
    weight: sum(places, ({ weight }) => weight),
  }))
  const loudest = byFloor.toSorted((a, b) => b.weight - a.weight)[0]
  if (!loudest) return undefined
  const { floorId, places, weight } = loudest
  const position = {
    x: toDecimetre(sum(places, (one) => one.weight * one.position.x) / weight),
    y: toDecimetre(sum(places, (one) => one.weight * one.position.y) / weight),
  }
  return { floorId, position, shopId: nearestShops(plans.get(floorId)?.shops ?? [], position)[0]?.id }
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

const toDecimetre = (metres: number) => Math.round(metres * 10) / 10

/** The identity as an id that an address can hold. */
const beaconId = (identity: BeaconIdentity): string =>
  beaconKey(identity).replace('ibeacon:', '').replaceAll(/[:@]/g, '-')
