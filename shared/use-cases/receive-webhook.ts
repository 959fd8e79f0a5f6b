import { type WebhookEngine, webhookIdOf, webhookSecret } from '#shared/access/webhook-secret.ts'
import { deliveryIdOf, type Signed, verifySignature } from '#shared/access/webhook-signature.ts'
import { clockLimits } from '#shared/domain/arrival.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Ports, Webhook } from '#shared/ports.ts'
import type { Published } from '#shared/schemas/stream.ts'
import { type IngestPorts, ingestReport, type NoteReport, type Report, readReport } from './ingest-gateways.ts'

/** A delivery of a location engine. `receivedAt` in milliseconds since 1970. */
export type Delivery = Signed & { venueId: string; engine: WebhookEngine; receivedAt: number }

/** How many sightings and positions went on, and what was left out, by reason. */
export type TakenDelivery = { taken: number; skipped: { reason: string; count: number; detail: string }[] }
export type RefusedDelivery = { refused: 'forged' | 'replayed' | 'stale' | 'too_large'; detail: string }

const mostBytes = 1_000_000 // some thousand events

const maxAgeMs = clockLimits.maxAgeSeconds * 1000
const marginMs = 60 * 60 * 1000 // for clocks that are ahead

/**
 * Takes in what a location engine delivers, once, and only with the signature of its own webhook.
 *
 * A delivery is remembered after it was taken in, for longer than any event of it would be taken for new: when something
 * fails on the way it may come again, and is refused once it was taken. Of two that come at once both go into the stream,
 * where one is a duplicate, and one is told so. Rejects only on an outage; the engine then delivers it again.
 */
export const receiveWebhook = (
  ports: IngestPorts & Pick<Ports, 'webhooks'>,
  secret: () => Promise<string>,
  note?: NoteReport,
) => {
  const { webhooks, journal } = ports
  const ingest = ingestReport(ports, secret, note ? { note } : {})

  return async (delivery: Delivery): Promise<TakenDelivery | RefusedDelivery> => {
    const { venueId, engine, body, receivedAt } = delivery
    const webhookId = webhookIdOf(venueId, engine)
    const deliveryId = deliveryIdOf(webhookId, body)
    const { webhook, takenUntil = 0 } = await webhooks.find(webhookId, deliveryId)

    const refuse = async (refusal: RefusedDelivery): Promise<RefusedDelivery> => {
      // a venue that anybody may have made up stays out of the archive
      const where = webhook === undefined ? {} : { venueId, gatewayId: engine }
      await journal.append([refusedEntry(refusal, receivedAt, where)])
      return refusal
    }
    if (body.length > mostBytes)
      return refuse({ refused: 'too_large', detail: `it has ${body.length} bytes: send at most ${mostBytes} at once` })
    if (webhook === undefined) return refuse({ refused: 'forged', detail: 'nobody opened this webhook' })
    const secrets = generationsOf(webhook, receivedAt).map((one) => ({ webhookId, generation: one }))
    const base = await secret()
    const verified = verifySignature(
      engine,
      secrets.map(({ generation }) => webhookSecret(base, webhookId, generation)),
      delivery,
      receivedAt,
    )
    if ('refused' in verified) return refuse(verified)
    if (takenUntil > receivedAt) return refuse(replayed)

    const published = publishedOf(delivery)
    const read = readReport({ format: engine }, published)
    const report = verified.saysTime ? read : onlyTimed(read)
    const newest = newestOf(report)
    if (newest !== undefined && newest < receivedAt - maxAgeMs) {
      const detail = `its newest event is of ${new Date(newest).toISOString()}: what is older than a day is refused`
      return refuse({ refused: 'stale', detail })
    }

    const counts = await ingest(published, report, 0)
    if (isEmpty(report)) return { taken: 0, skipped: [] }
    const until = Math.max(receivedAt, newest ?? 0) + maxAgeMs + marginMs
    if ((await webhooks.remember(deliveryId, { now: receivedAt, until })) === 'conflict') return refuse(replayed)
    return answerOf(report, counts)
  }
}

const replayed: RefusedDelivery = { refused: 'replayed', detail: 'it was taken in before' }

/** The secrets that are good now: the newest, and for a while the one before. */
const generationsOf = ({ generation, previousUntil }: Webhook, now: number): number[] =>
  previousUntil > now ? [generation, generation - 1] : [generation]

/** As if an access point of the engine's name had published it: so it is parked, and driven again, like any gateway's message. */
const publishedOf = ({ venueId, engine, body, receivedAt }: Delivery): Published => ({
  body: Buffer.from(body).toString('base64'),
  topic: topics.gateway(venueId, engine, engine),
  clientId: 'webhook',
  receivedAt,
})

/** Without what says no time: nothing else of the delivery would tell it from a replay of next week. */
const onlyTimed = (report: Report): Report => {
  const { readings, positions = [], refused } = report
  const timeless = (index: number) => ({
    reason: 'bad_time',
    detail: `events[${index}] says no time, so that nobody could tell it from a replay: have the engine send one`,
  })
  return {
    ...report,
    readings: readings.filter(({ reading }) => reading.deviceTime !== undefined),
    positions: positions.filter(({ position }) => position.deviceTime !== undefined),
    refused: [
      ...refused,
      ...readings.filter(({ reading }) => reading.deviceTime === undefined).map(({ index }) => timeless(index)),
      ...positions.filter(({ position }) => position.deviceTime === undefined).map(({ index }) => timeless(index)),
    ],
  }
}

const newestOf = ({ readings, positions = [] }: Report): number | undefined => {
  const told = [...readings.map(({ reading }) => reading), ...positions.map(({ position }) => position)]
  const times = told.flatMap(({ deviceTime }) => deviceTime ?? [])
  return times.length === 0 ? undefined : times.reduce((newest, time) => Math.max(newest, time))
}

const isEmpty = ({ readings, positions = [], skipped = [], refused }: Report): boolean =>
  readings.length + positions.length + skipped.length + refused.length === 0

const answerOf = (report: Report, counts: ReadonlyMap<string, number>): TakenDelivery => {
  const { readings, positions = [], skipped = [], refused } = report
  const why = new Map([...refused, ...skipped].map(({ reason, detail }) => [reason, detail]))
  return {
    taken: readings.length + positions.length - (counts.get('unregistered_device') ?? 0),
    skipped: [...counts].map(([reason, count]) => ({ reason, count, detail: why.get(reason) ?? common[reason] ?? '' })),
  }
}

const common: Readonly<Record<string, string>> = {
  unregistered_device: 'nobody registered it: PUT /devices/{deviceId} with its hardwareAddress',
}

const refusedEntry = (
  { refused: reason }: RefusedDelivery,
  at: number,
  where: { venueId?: string; gatewayId?: string },
): JournalEntry => ({ type: 'counted', at, source: 'receive-webhooks', reason, count: 1, ...where })
