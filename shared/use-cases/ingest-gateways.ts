import { hardwareKey } from '#shared/access/hardware-key.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { parseTopic, type Topic } from '#shared/domain/topic.ts'
import { findFormat } from '#shared/hardware/formats.ts'
import { type GatewayReport, type Reading, Unreadable } from '#shared/hardware/reading.ts'
import type { Ports, StreamRecord } from '#shared/ports.ts'
import { type Published, publishedSchema } from '#shared/schemas/stream.ts'

type GatewayTopic = Extract<Topic, { kind: 'gateway' }>
type Refused = { index: number; reason: string; detail: string }

/**
 * Takes in what a gateway heard: decodes it, splits it by device, and puts each device's sightings into its own mailbox.
 *
 * Hardware addresses become keyed hashes here and go no further. Devices that nobody registered are dropped and counted;
 * what cannot be read is parked and counted. Rejects only on an outage, and may then be called again with the same message.
 */
export const ingestGateways =
  (ports: Pick<Ports, 'devices' | 'events' | 'parking' | 'journal'>, secret: () => Promise<string>) =>
  async (message: unknown): Promise<void> => {
    const { data: published, error } = publishedSchema.safeParse(message)
    if (!published)
      throw new Error(`not what the topic rule selects: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`)
    const topic = parseTopic(published.topic)
    if (topic?.kind !== 'gateway') {
      const detail = `${published.topic} is nobody's topic: publish to usher/{venueId}/gateways/{gatewayId}/{format}`
      return refuse(ports, published, undefined, [{ index: 0, reason: 'forged', detail }])
    }
    const read = readReport(topic, published)
    if ('unreadable' in read) return refuse(ports, published, topic, [{ index: 0, ...read.unreadable }])
    await refuse(ports, published, topic, read.refused)

    const { records, unregistered } = await byDevice(ports, await secret(), topic, published, read.readings)
    if (records.length > 0) await ports.events.put(records)
    const counted = [
      ...(unregistered > 0 ? [count(published, topic, 'unregistered_device', unregistered)] : []),
      ...countedBy(published, topic, read.warnings),
    ]
    if (counted.length > 0) await ports.journal.append(counted)
  }

const readReport = (
  topic: GatewayTopic,
  { body }: Published,
): GatewayReport | { unreadable: { reason: string; detail: string } } => {
  try {
    return findFormat(topic.format)(Buffer.from(body, 'base64'))
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: { reason: error.reason, detail: error.message } }
    throw error
  }
}

const byDevice = async (
  { devices }: Pick<Ports, 'devices'>,
  secret: string,
  { venueId, gatewayId }: GatewayTopic,
  { receivedAt }: Published,
  readings: readonly { reading: Reading }[],
): Promise<{ records: StreamRecord[]; unregistered: number }> => {
  const byKey = Map.groupBy(
    readings.map(({ reading }) => reading),
    ({ transmitter }) => hardwareKey(secret, transmitter),
  )
  const registered = await devices.findByHardware([...byKey.keys()])
  const records: StreamRecord[] = []
  let unregistered = 0
  for (const [key, heard] of byKey) {
    const device = registered.get(key)
    if (!device) {
      unregistered += heard.length
      continue
    }
    const sightings = heard.map(({ rssi, txPower, deviceTime }) => ({
      anchor: { gatewayId },
      rssi,
      ...(txPower === undefined ? {} : { txPower }),
      deviceTime: deviceTime ?? receivedAt,
    }))
    records.push({
      key: deviceMailbox(device.id),
      body: { v: 1, kind: 'sightings', deviceId: device.id, venueId, receivedAt, sightings },
    })
  }
  return { records, unregistered }
}

/** Parks and counts. A message that comes twice is parked under the same id. */
const refuse = async (
  { parking, journal }: Pick<Ports, 'parking' | 'journal'>,
  published: Published,
  topic: GatewayTopic | undefined,
  refused: readonly Refused[],
): Promise<void> => {
  if (refused.length === 0) return
  const { body, receivedAt } = published
  const id = derivedId(published.topic, body, receivedAt)
  await parking.park(
    refused.map(({ index, reason, detail }) => ({
      id: `${id}:${index}`,
      reason,
      detail,
      body,
      topic: published.topic,
      at: receivedAt,
    })),
  )
  await journal.append(countedBy(published, topic, refused))
}

const countedBy = (
  published: Published,
  topic: GatewayTopic | undefined,
  of: readonly { reason: string }[],
): JournalEntry[] =>
  [...Map.groupBy(of, ({ reason }) => reason)].map(([reason, { length }]) => count(published, topic, reason, length))

const count = (
  { receivedAt }: Published,
  topic: GatewayTopic | undefined,
  reason: string,
  count: number,
): JournalEntry => ({
  type: 'counted',
  at: receivedAt,
  source: 'ingest-gateways',
  reason,
  count,
  ...(topic === undefined ? {} : { venueId: topic.venueId, gatewayId: topic.gatewayId }),
})
