import type { PublishPacket, Subscription } from 'aedes'
import type { ClientSession } from './client-sessions.ts'
import { parseBasicIngest, payloadTooLarge, topicTooLarge } from './limits.ts'

export type DenialReason =
  | 'publish_denied'
  | 'subscribe_denied'
  | 'receive_denied'
  | 'payload_too_large'
  | 'topic_too_large'

/** Why a client may not do something: `reason` for counters, `detail` for a person. */
export type Denial = { reason: DenialReason; detail: string }

/** What stands against a publish: quotas, reserved topics and the client's policies; undefined if nothing does. */
export const publishDenial = (
  session: ClientSession,
  { topic, payload, retain }: PublishPacket,
): Denial | undefined => {
  const payloadDetail = payloadTooLarge(bytesOf(payload))
  if (payloadDetail !== undefined) return { reason: 'payload_too_large', detail: payloadDetail }
  const topicDetail = topicTooLarge(topic)
  if (topicDetail !== undefined) return { reason: 'topic_too_large', detail: topicDetail }
  if (topic.startsWith('$') && parseBasicIngest(topic) === undefined)
    return { reason: 'publish_denied', detail: `topics that start with $ are reserved: ${topic}` }
  const needed = retain ? ['iot:Publish', 'iot:RetainPublish'] : ['iot:Publish']
  const missing = needed.find((action) => !session.may(action, `topic/${topic}`))
  return missing === undefined ? undefined : { reason: 'publish_denied', detail: `${missing} on topic/${topic}` }
}

/** What stands against a subscription. Nobody may subscribe to Basic Ingest. */
export const subscribeDenial = (session: ClientSession, { topic: filter }: Subscription): Denial | undefined => {
  const detail = topicTooLarge(filter)
  if (detail !== undefined) return { reason: 'topic_too_large', detail }
  if (!filter.startsWith('$aws/rules/') && session.may('iot:Subscribe', `topicfilter/${filter}`)) return undefined
  return { reason: 'subscribe_denied', detail: `iot:Subscribe on topicfilter/${filter}` }
}

/** What stands against handing a message on to a client. */
export const receiveDenial = (session: ClientSession, topic: string): Denial | undefined =>
  session.may('iot:Receive', `topic/${topic}`)
    ? undefined
    : { reason: 'receive_denied', detail: `iot:Receive on topic/${topic}` }

export const bytesOf = (payload: string | Buffer) => (typeof payload === 'string' ? Buffer.from(payload) : payload)
