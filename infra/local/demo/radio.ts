import type { Position, Wall } from './floor-plan.ts'
import { wallsBetween } from './geometry.ts'
import type { Random } from './random.ts'

/**
 * Radio in a building, at 2.4 GHz. The law is log-distance path loss with log-normal shadowing (Rappaport, Wireless
 * Communications, 4.9); the figures are of the order that is measured in shops and offices.
 */
export const radioDefaults = {
  exponent: 2.4, // of the path loss: 2 in free space, 3 and more behind shelves
  shadowingDb: 3.5, // standard deviation: people and furniture in the way
  shadowingMetres: 4, // way after which shadowing is another one by 1/e (Gudmundson 1991)
  shadowingSeconds: 25, // time after which it is, even for who stands still: others move
  fadingDb: 2.5, // standard deviation from one packet to the next: multipath, channel hopping
  wallLossDb: 5, // of a plasterboard wall
  floorLossDb: 17, // of a concrete ceiling
  storeyMetres: 4.5,
  mountedMetres: 1.6, // how much higher beacons and gateways hang than phones and tags are carried
  sensitivityDbm: -94, // what is weaker is not heard
  lossRatio: 0.15, // of packets, usually
  burstLossRatio: 0.9, // of packets in a burst: a phone in a pocket, a busy radio
  burstSeconds: 2.5, // a burst, on average
  calmSeconds: 40, // between bursts, on average
}
type RadioLaw = typeof radioDefaults

/** dBm that is heard on average at so many metres from a transmitter of `txPower` dBm at 1 m. */
export const meanRssi = (txPower: number, metres: number, exponent: number = radioDefaults.exponent): number =>
  txPower - 10 * exponent * Math.log10(Math.max(metres, 0.1))

export type Transmission = {
  /** Names the link: shadowing belongs to two ends. */
  link: string
  txPower: number
  /** The end that moves, and the one that is mounted. Radio is the same both ways. */
  moving: Position
  mounted: Position
  /** Milliseconds. */
  at: number
}

/** One listener's ears. Returns whole dBm, or undefined for what it did not hear. */
type Listener = (transmission: Transmission) => number | undefined

/** Chance makes the listener's shadowing, fading and bursts of loss; each listener has a source of its own. */
export const createListener = (random: Random, walls: readonly Wall[], law: RadioLaw = radioDefaults): Listener => {
  const shadows = new Map<string, { db: number; at: number; position: Position }>()
  let burst = false
  let burstChangesAt: number | undefined

  const shadowing = ({ link, moving, at }: Transmission): number => {
    const before = shadows.get(link)
    const kept = before ? correlation(law, before.position, moving, at - before.at) : 0
    const db = kept * (before?.db ?? 0) + Math.sqrt(1 - kept * kept) * law.shadowingDb * random.normal()
    shadows.set(link, { db, at, position: moving })
    return db
  }

  const inBurst = (at: number): boolean => {
    burstChangesAt ??= at + 1000 * random.waiting(law.calmSeconds)
    while (burstChangesAt <= at) {
      burst = !burst
      burstChangesAt += 1000 * random.waiting(burst ? law.burstSeconds : law.calmSeconds)
    }
    return burst
  }

  return (transmission) => {
    const { moving, mounted, txPower } = transmission
    const storeys = Math.abs(moving.level - mounted.level)
    const metres = Math.hypot(
      moving.x - mounted.x,
      moving.y - mounted.y,
      law.mountedMetres + storeys * law.storeyMetres,
    )
    const obstacles = storeys * law.floorLossDb + wallsBetween(walls, moving, mounted) * law.wallLossDb
    const rssi = Math.round(
      meanRssi(txPower, metres, law.exponent) - obstacles + shadowing(transmission) + law.fadingDb * random.normal(),
    )
    const lost = random.next() < (inBurst(transmission.at) ? law.burstLossRatio : law.lossRatio)
    return lost || rssi < law.sensitivityDbm ? undefined : rssi
  }
}

const correlation = (law: RadioLaw, from: Position, to: Position, milliseconds: number): number => {
  if (from.level !== to.level) return 0
  const metres = Math.hypot(to.x - from.x, to.y - from.y)
  return Math.exp(-metres / law.shadowingMetres - milliseconds / 1000 / law.shadowingSeconds)
}
