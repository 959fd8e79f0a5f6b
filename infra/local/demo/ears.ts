import type { Heard } from '#shared/client/phone.ts'
import { heardAs } from '#shared/domain/ephemeral-id.ts'
import type { RegisteredIdentity } from '#shared/domain/sighting.ts'
import { type Position, walls } from './floor-plan.ts'
import type { HeardTag } from './gateway-formats.ts'
import { tagAdvertisement } from './gateway-formats.ts'
import { createListener } from './radio.ts'
import { seededRandom } from './random.ts'
import { store } from './store.ts'

const beaconsPerScan = 6
const tagTxPower = -57 // dBm at 1 m: a RuuviTag at +4 dBm

type Mounted = { id: string; position: Position }
type MountedBeacon = Mounted & { identity: RegisteredIdentity; txPower: number }

const mountedAt = (floorId: string, position = { x: 0, y: 0 }): Position => ({
  level: store.floors.find(({ id }) => id === floorId)?.level ?? 0,
  ...position,
})

const beacons: readonly MountedBeacon[] = store.beacons.map(({ id, identity, floorId, position, txPower = -59 }) => ({
  id,
  identity,
  txPower,
  position: mountedAt(floorId, position),
}))

/** A phone's ears: scans for beacons once a second and hands over the loudest. */
export const createPhoneEars = (seed: number, personId: string) => {
  const listen = createListener(seededRandom(seed, `phone of ${personId}`), walls)
  return (moving: Position, at: number): Heard[] =>
    beacons
      .flatMap(({ id, identity, txPower, position }): Heard[] => {
        const rssi = listen({ link: id, txPower, moving, mounted: position, at })
        return rssi === undefined ? [] : [{ at, beacon: heardAs(identity, at), rssi, txPower }]
      })
      .sort((a, b) => b.rssi - a.rssi)
      .slice(0, beaconsPerScan)
}

/** A gateway's ears: which of the tags around it heard in this second. */
export const createGatewayEars = (seed: number, gatewayId: string) => {
  const gateway = store.gateways.find(({ id }) => id === gatewayId)
  const mounted = mountedAt(gateway?.floorId ?? '', gateway?.position)
  const listen = createListener(seededRandom(seed, `gateway ${gatewayId}`), walls)
  return (tags: readonly { address: string; position: Position }[], at: number): HeardTag[] =>
    tags.flatMap(({ address, position }) => {
      const rssi = listen({ link: address, txPower: tagTxPower, moving: position, mounted, at })
      const advertisement = tagAdvertisement(address, Math.floor(at / 1000))
      return rssi === undefined ? [] : [{ address, rssi, advertisement }]
    })
}
