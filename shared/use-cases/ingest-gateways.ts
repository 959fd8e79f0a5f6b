import { hardwareKey } from '#shared/access/hardware-key.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { parseTopic, type Topic } from '#shared/domain/topic.ts'
import { findFormat } from '#shared/hardware/formats.ts'
import { type EnginePosition, type GatewayReport, type Reading, Unreadable } from '#shared/hardware/reading.ts'
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

/** What a gateway's message tells, as far as it can be read. */
export type Report = Pick<GatewayReport, 'readings' | 'positions' | 'skipped' | 'warnings'> & {
  refused: readonly Refused[]
}

export type IngestPorts = Pick<Ports, 'devices' | 'events' | 'parking' | 'journal'>

/**
 * Takes in what a gateway heard or a location engine tells: decodes it, splits it by device, and puts each device's sightings and
 * positions into its own mailbox.
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
export const ingestPublished = (
  ports: IngestPorts,
  secret: () => Promise<string>,
  count?: ReturnType<typeof countAnonymous>,
) => {
  const ingest = ingestReport(ports, secret, count)
  return async (published: Published, attempts: number): Promise<void> => {
    const topic = parseTopic(published.topic)
    const report = topic?.kind === 'gateway' ? readReport(topic, published) : nobodys(published)
    await ingest(published, report, attempts)
  }
}

/** The same with what was read of it. Resolves to how many there were of each reason for which something was left out. */
export const ingestReport =
  (ports: IngestPorts, secret: () => Promise<string>, countStrangers?: ReturnType<typeof countAnonymous>) =>
  async (published: Published, report: Report, attempts: number): Promise<ReadonlyMap<string, number>> => {
    const key = await secret()
    const topic = parseTopic(published.topic)
    const { records, refused, counts, strangers } = await take(ports, key, topic, published, report)

    if (records.length > 0) await ports.events.put(records)
    if (refused.length > 0) await ports.parking.park(parkedGatewayMessage(published, key, refused, attempts))
    if (topic?.kind === 'gateway') await countStrangers?.({ ...topic, receivedAt: published.receivedAt }, strangers)
    // last, so that a message that is handed in again was not counted before
    if (counts.size > 0)
      await ports.journal.append([...counts].map(([reason, count]) => counted(published, topic, reason, count)))
    return counts
  }

const nobodys = ({ topic }: Published): Report => {
  const detail = `${topic} is nobody's topic: publish to usher/{venueId}/gateways/{gatewayId}/{format}`
  return { readings: [], refused: [{ reason: 'forged', detail }], warnings: [] }
}

/** What no retry mends is refused, whatever the reason: a message that breaks a reader must not come again and again. */
export const readReport = ({ format }: Pick<GatewayTopic, 'format'>, { body }: Published): Report => {
  try {
    return findFormat(format)(Buffer.from(body, 'base64'))
  } catch (error) {
    const refused =
      error instanceof Unreadable
        ? { reason: error.reason, detail: error.message }
        : { reason: 'failed', detail: `reading it failed: ${(error as Error).stack ?? error}` }
    return { readings: [], refused: [refused], warnings: [] }
  }
}

const take = async (
  { devices }: Pick<Ports, 'devices'>,
  secret: string,
  topic: Topic | undefined,
  published: Published,
  { readings, positions = [], skipped = [], refused, warnings }: Report,
): Promise<Taken> => {
  const sights = readings.map(({ reading }) => ({ reading, keys: keysOf(secret, reading) }))
  const places = positions.map(({ position }) => ({ position, keys: keysOf(secret, position) }))
  const told = [...sights, ...places]
  const registered = await devices.findByHardware([...new Set(told.flatMap(({ keys }) => keys))])
  const deviceOf = ({ keys }: { keys: readonly string[] }) => keys.flatMap((key) => registered.get(key)?.id ?? [])[0]

  const sightsOf = Map.groupBy(sights, deviceOf)
  const placesOf = Map.groupBy(places, deviceOf)
  const deviceIds = new Set([...sightsOf.keys(), ...placesOf.keys()].filter((id) => id !== undefined))
  const records = [...deviceIds].flatMap((deviceId): StreamRecord[] => {
    if (topic?.kind !== 'gateway') return []
    const { venueId, gatewayId } = topic
    const { receivedAt } = published
    const toMailbox = (content: object): StreamRecord => ({
      key: deviceMailbox(deviceId),
      body: { v: 1, deviceId, venueId, receivedAt, ...content },
    })
    const sightings = sightsOf.get(deviceId)?.map(({ reading }) => sightingOf(reading, gatewayId, receivedAt))
    const told = placesOf.get(deviceId)?.map(({ position }) => positionOf(position, receivedAt))
    return [
      ...(sightings === undefined ? [] : [toMailbox({ kind: 'sightings', sightings })]),
      ...(told === undefined ? [] : [toMailbox({ kind: 'positions', positions: told })]),
    ]
  })

  const counts = new Map<string, number>()
  const count = (reason: string, by = 1) => counts.set(reason, (counts.get(reason) ?? 0) + by)
  for (const { reason } of refused) count(reason)
  for (const one of told) if (deviceOf(one) === undefined) count('unregistered_device')
  for (const { reason } of warnings) count(reason)
  for (const { reason, count: many } of skipped) count(reason, many)
  const strangers = told.flatMap((one) => {
    const { transmitter } = 'reading' in one ? one.reading : one.position
    return deviceOf(one) === undefined ? [transmitter] : []
  })
  return { records, refused, counts, strangers: [...new Set(strangers)] }
}

/** What a tag may be registered under: the hash of each of its names. */
const keysOf = (secret: string, { transmitter, alsoKnownAs = [] }: Pick<Reading, 'transmitter' | 'alsoKnownAs'>) =>
  [transmitter, ...alsoKnownAs].map((name) => hardwareKey(secret, name))

const sightingOf = (reading: Reading, heardBy: string, receivedAt: number) => {
  const { gatewayId = heardBy, rssi, txPower, deviceTime = receivedAt } = reading
  return { anchor: { gatewayId }, rssi, ...(txPower === undefined ? {} : { txPower }), deviceTime }
}

const positionOf = (position: EnginePosition, receivedAt: number) => {
  const { at, floor, accuracyMetres, deviceTime = receivedAt } = position
  return { at, ...(floor === undefined ? {} : { floor }), accuracyMetres, deviceTime }
}

const counted = ({ receivedAt }: Published, topic: Topic | undefined, reason: string, count: number): Counted => ({
  type: 'counted',
  at: receivedAt,
  source: 'ingest-gateways',
  reason,
  count,
  ...(topic?.kind === 'gateway' ? { venueId: topic.venueId, gatewayId: topic.gatewayId } : {}),
})
