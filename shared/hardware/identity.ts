import { beaconKey } from '#shared/domain/sighting.ts'
import { phoneLimits } from '#shared/schemas/phone-report.ts'
import { readNumber } from './radio.ts'

/** The key of an iBeacon as a message spells it; undefined where one of the three is not what it should be. */
export const iBeaconKey = (uuid: unknown, major: unknown, minor: unknown): string | undefined => {
  const [upper, lower] = [readNumber(major), readNumber(minor)]
  if (typeof uuid !== 'string' || !phoneLimits.uuid.test(uuid) || !isSixteenBits(upper) || !isSixteenBits(lower))
    return undefined
  return beaconKey({ uuid, major: upper, minor: lower })
}

/** The key of an AltBeacon from 20 bytes in hex. */
export const altBeaconKey = (beaconId: unknown): string | undefined =>
  typeof beaconId === 'string' && /^[0-9a-f]{40}$/i.test(beaconId) ? beaconKey({ beaconId }) : undefined

/** The key of an Eddystone UID from 10 and 6 bytes in hex. */
export const eddystoneKey = (namespace: unknown, instance: unknown): string | undefined =>
  typeof namespace === 'string' &&
  typeof instance === 'string' &&
  /^[0-9a-f]{20}$/i.test(namespace) &&
  /^[0-9a-f]{12}$/i.test(instance)
    ? beaconKey({ namespace, instance })
    : undefined

const isSixteenBits = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= phoneLimits.mostOfSixteenBits
