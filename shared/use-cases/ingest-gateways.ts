import { hardwareKey } from '#shared/access/hardware-key.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { parseTopic, type Topic } from '#shared/domain/topic.ts'
import { findFormat } from '#shared/hardware/formats.ts'
import { type GatewayReport, type Reading, Unreadable } from '#shared/hardware/reading.ts'
import type { Ports, StreamRecord } from '#shared/ports.ts'
import { type Published, publishedSchema } from '#shared/schemas/stream.ts'
import { type AnonymousPorts, countAnonymous } from './count-anonymous.ts'
import { parkedGatewayMessage } from './park-gateway-message.ts'

type GatewayTopic = Extract<Topic, { kind: 'gateway' }>
type Refused = { reason: string; detail: string }
type Counted = Extract<JournalEntry, { type: 'counted' }>

/** What became of a message: what goes into the stream, and what does not, by reason. */
type Taken = {
  records: readonly StreamRecord[]
  refused: readonly Refused[]
  counts: ReadonlyMap<string, number>
  /** Transmitters that nobody registered. */
  strangers: readonly string[]
}

export type IngestPorts = Pick<Ports, 'devices' | 'events' | 'parking' | 'journal'>

/**
 * Takes in what a gateway heard: decodes it, splits it by device, and puts each device's sightings into its own mailbox.
 *
 * Hardware addresses become keyed hashes here and go no further. Devices that nobody registered are dropped and counted;
 * what cannot be read is parked and counted. Rejects only on an outage, and may then be called again with the same message.
 */
export const ingestGateways = (ports: IngestPorts & AnonymousPorts, secret: () => Promise<string>) => {
  const ingest = ingestPublished(ports, secret, countAnonymous(ports))
  return async (message: unknown): Promise<void> => {
    const { data: published, error } = publishedSchema.safeParse(message)
    if (!published)
      throw new Error(`not what the topic rule selects: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`)
    await ingest(published, 0)
  }
}

/** The same with what the topic rule selected. `attempts` is how often it was driven again. */
export const ingestPublished =
  (ports: IngestPorts, secret: () => Promise<string>, count?: ReturnType<typeof countAnonymous>) =>
  async (published: Published, attempts: number): Promise<void> => {
    const key = await secret()
    const topic = parseTopic(published.topic)
    const { records, refused, counts, strangers } =
      topic?.kind === 'gateway' ? await take(ports, key, topic, published) : nobodys(published)

    if (records.length > 0) await ports.events.put(records)
    if (refused.length > 0) await ports.parking.park(parkedGatewayMessage(published, key, refused, attempts))
    if (topic?.kind === 'gateway') await count?.({ ...topic, receivedAt: published.receivedAt }, strangers)
    // last, so that a message that is handed in again was not counted before
    if (counts.size > 0)
      await ports.journal.append([...counts].map(([reason, count]) => counted(published, topic, reason, count)))
  }

const nobodys = ({ topic }: Published): Taken => {
  const detail = `${topic} is nobody's topic: publish to usher/{venueId}/gateways/{gatewayId}/{format}`
  return { records: [], refused: [{ reason: 'forged', detail }], counts: new Map([['forged', 1]]), strangers: [] }
}

const take = async (
  { devices }: Pick<Ports, 'devices'>,
  secret: string,
  topic: GatewayTopic,
  published: Published,
): Promise<Taken> => {
  const { readings, refused, warnings } = readReport(topic, published)
  const byKey = Map.groupBy(
    readings.map(({ reading }) => reading),
    ({ transmitter }) => hardwareKey(secret, transmitter),
  )
  const registered = await devices.findByHardware([...byKey.keys()])
  const records = [...byKey].flatMap(([key, heard]) => {
    const device = registered.get(key)
    return device === undefined ? [] : [sightingsOf(device.id, heard, topic, published)]
  })
  const unregistered = [...byKey].flatMap(([key, heard]) => (registered.has(key) ? [] : heard))
  const strangers = [...new Set(unregistered.map(({ transmitter }) => transmitter))]
  const dropped = unregistered.map(() => ({ reason: 'unregistered_device' }))
  const alike = Map.groupBy<string, { reason: string }>([...refused, ...dropped, ...warnings], ({ reason }) => reason)
  const counts = new Map([...alike].map(([reason, { length }]) => [reason, length]))
  return { records, refused, counts, strangers }
}

type Report = Pick<GatewayReport, 'readings' | 'warnings'> & { refused: readonly Refused[] }

/** What no retry mends is refused, whatever the reason: a message that breaks a reader must not come again and again. */
const readReport = (topic: GatewayTopic, { body }: Published): Report => {
  try {
    return findFormat(topic.format)(Buffer.from(body, 'base64'))
  } catch (error) {
    const refused =
      error instanceof Unreadable
        ? { reason: error.reason, detail: error.message }
        : { reason: 'failed', detail: `reading it failed: ${(error as Error).stack ?? error}` }
    return { readings: [], refused: [refused], warnings: [] }
  }
}

const sightingsOf = (
  deviceId: string,
  heard: readonly Reading[],
  { venueId, gatewayId }: GatewayTopic,
  { receivedAt }: Published,
): StreamRecord => {
  const sightings = heard.map(({ rssi, txPower, deviceTime }) => ({
    anchor: { gatewayId },
    rssi,
    ...(txPower === undefined ? {} : { txPower }),
    deviceTime: deviceTime ?? receivedAt,
  }))
  return {
    key: deviceMailbox(deviceId),
    body: { v: 1, kind: 'sightings', deviceId, venueId, receivedAt, sightings },
  }
}

const counted = ({ receivedAt }: Published, topic: Topic | undefined, reason: string, count: number): Counted => ({
  type: 'counted',
  at: receivedAt,
  source: 'ingest-gateways',
  reason,
  count,
  ...(topic?.kind === 'gateway' ? { venueId: topic.venueId, gatewayId: topic.gatewayId } : {}),
})
