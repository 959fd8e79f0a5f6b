import advlib from 'advlib-ble'
import manufacturers from 'advlib-ble-manufacturers'
import { readAdvertisement } from '#shared/hardware/advertisement.ts'
import { measureRate } from './measure.ts'
import type { Result } from './result.ts'

const count = 1000

/** Advertisements of so many iBeacons of one house, each with a minor of its own: flags, and what makes it an iBeacon. */
export const iBeacons: readonly Buffer[] = Array.from({ length: count }, (_, minor) =>
  Buffer.from(`0201061aff4c0002159195b3ada9d0450085ff9fb0f65a52010001${minor.toString(16).padStart(4, '0')}c5`, 'hex'),
)

const oursOf = (advertisement: Buffer): string | undefined => {
  const sender = readAdvertisement(advertisement)
  if (sender === undefined || 'address' in sender || !('uuid' in sender.beacon)) return undefined
  const { uuid, major, minor } = sender.beacon
  return [uuid, ...[major, minor].map((number) => number.toString(16).padStart(4, '0'))].join('/')
}

const theirs = (advertisement: Buffer) => advlib.process(advertisement, [manufacturers], { isPayloadOnly: true })

/** iBeacons decoded from their bytes, and the same through advlib. Throws if they do not agree. */
export const measureAdvertisements = async (seconds: number): Promise<Result[]> => {
  for (const advertisement of iBeacons) {
    const [ours, [their]] = [oursOf(advertisement), (theirs(advertisement)?.deviceIds ?? []) as readonly string[]]
    if (ours !== their) throw new Error(`${advertisement.toString('hex')}: advlib reads ${their}, we read ${ours}`)
  }
  const measure = (name: string, decode: (advertisement: Buffer) => unknown) =>
    measureRate(name, { events: count, seconds }, () => {
      let told = 0
      for (const advertisement of iBeacons) if (decode(advertisement)) told++
      return told
    })
  const ours = await measure('iBeacon advertisements decoded from bytes', readAdvertisement)
  const others = await measure('iBeacon advertisements decoded from bytes: advlib-ble', theirs)
  return [ours, { ...others, peer: 'advlib-ble', ratio: ours.value / others.value }]
}
