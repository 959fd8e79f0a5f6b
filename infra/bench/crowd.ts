import type { Customer } from '#shared/domain/customer.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import { emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import { advance, type Presence } from '#shared/domain/presence.ts'
import type { Release } from '#shared/domain/release.ts'
import { topics } from '#shared/domain/topic.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { beaconOf, opensAt, venueId, zoneCount } from './mall.ts'

export const sightingsPerReport = 20

const reportsPerShop = 5 // a hundred sightings, of which one brings her into the shop: 1 % match
const scanMs = 800 // four beacons in every scan: five sightings a second
const rssiOf = [-60, -72, -78, -84] // of the shop that she is in, and of the ones beyond it

export const deviceOf = (shopper: number): string => `phone-${shopper}`

/** All shoppers are alike to journeys: gold, and often here. */
export const customerOf = (shopper: number): Customer => ({
  id: `customer-${shopper}`,
  traits: { tier: 'gold', visits: 20 + (shopper % 8), city: 'Wien', language: 'de' },
  staff: false,
  deviceIds: [deviceOf(shopper)],
})

/** Allows marketing, and has got nothing yet. */
export const consenting: Ledger = {
  ...emptyLedger,
  consents: { marketing: { status: 'granted', since: opensAt - 1000 } },
}

/** A phone that was enrolled and identified before the mall opened. */
export const presenceOf = (shopper: number, release: Release): Presence => {
  const deviceId = deviceOf(shopper)
  const receivedAt = opensAt - 1000
  const enrol = { kind: 'enrol', deviceId, deviceKind: 'phone', staff: false, receivedAt } as const
  const enrolled = advance(undefined, enrol, release).presence
  const identify = { kind: 'identify', deviceId, customerId: customerOf(shopper).id, receivedAt } as const
  const { presence } = advance(enrolled, identify, release)
  if (presence === undefined) throw new Error(`${deviceId}: enrolling gave no presence`)
  return presence
}

/** What the stream holds of one report: twenty sightings of four seconds, in the words of the topic rule. */
export const recordOf = (shopper: number, report: number): StreamedRecord => {
  const deviceId = deviceOf(shopper)
  const shop = shopper + Math.floor(report / reportsPerShop)
  const scans = sightingsPerReport / rssiOf.length
  const startsAt = opensAt + report * scans * scanMs
  const sightings = Array.from({ length: sightingsPerReport }, (_, i) => ({
    id: `${report}-${i}`,
    at: startsAt + Math.floor(i / rssiOf.length) * scanMs,
    beacon: beaconOf((shop + (i % rssiOf.length)) % zoneCount),
    rssi: (rssiOf[i % rssiOf.length] ?? 0) - ((i + shopper) % 3),
  }))
  const receivedAt = startsAt + scans * scanMs
  const published = {
    body: Buffer.from(JSON.stringify({ sightings })).toString('base64'),
    topic: topics.sightings(venueId, deviceId),
    clientId: deviceId,
    receivedAt,
  }
  return {
    sequence: String(report * 1_000_000 + shopper),
    partitionKey: deviceMailbox(deviceId),
    arrivedAt: receivedAt,
    data: Buffer.from(JSON.stringify(published)),
  }
}
