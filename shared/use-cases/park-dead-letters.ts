import type { Parked, Ports } from '#shared/ports.ts'
import { wakeSchema } from '#shared/schemas/control.ts'
import { givenUpSchema, ruleErrorSchema } from '#shared/schemas/parked.ts'
import { type Published, publishedSchema } from '#shared/schemas/stream.ts'
import { parkedGatewayMessage } from './park-gateway-message.ts'

/** A message of a queue at the end of a line. `from` says whose, and becomes the reason. */
export type DeadLetter = {
  id: string
  from: 'rule_failed' | 'ingest_failed' | 'timer_failed'
  body: string
  sentAt: number
}

/**
 * Parks what ended in a queue, so that somebody finds all that failed in one place, able to go back to where it came from.
 * What is not what its queue should hold is parked as it is, to be looked at. Rejects on an outage: the queue keeps it.
 */
export const parkDeadLetters =
  ({ parking }: { parking: Pick<Ports['parking'], 'park'> }, secret: () => Promise<string>) =>
  async (letters: readonly DeadLetter[]): Promise<void> => {
    const key = await secret()
    await parking.park(letters.flatMap((letter) => readers[letter.from](letter, key) ?? [asItIs(letter)]))
  }

type Reader = (letter: DeadLetter, key: string) => Parked[] | undefined

const ruleFailed: Reader = ({ id, from: reason, body, sentAt }, key) => {
  const error = ruleErrorSchema.safeParse(parse(Buffer.from(body, 'base64').toString('utf8'))).data
  if (error === undefined) return undefined
  const { topic, clientId, base64OriginalPayload, failures } = error
  const published = { body: base64OriginalPayload, topic, clientId, receivedAt: sentAt }
  const why = failures.map(({ failedAction, errorMessage }) => `${failedAction}: ${errorMessage}`).join('; ')
  const detail = `the rule ${error.ruleName} could not hand it on: ${why}`
  const mailbox = mailboxOf(topic)
  if (mailbox === undefined) return parkedGatewayMessage(published, key, [{ reason, detail }])
  return [{ id, reason, detail, body: base64(JSON.stringify(published)), topic, at: sentAt, mailbox }]
}

const ingestFailed: Reader = ({ from: reason, body }, key) => {
  const given = givenUpSchema.safeParse(parse(body)).data
  const published: Published | undefined = publishedSchema.safeParse(given?.requestPayload).data
  if (given === undefined || published === undefined) return undefined
  const detail = `ingest-gateways gave it up (${given.requestContext.condition}): ${given.responsePayload?.errorMessage ?? 'it never ran'}`
  return parkedGatewayMessage(published, key, [{ reason, detail }])
}

const timerFailed: Reader = ({ id, from: reason, body, sentAt }) => {
  const timer = wakeSchema.safeParse(parse(body)).data
  if (timer === undefined) return undefined
  const { mailbox, dueAt } = timer
  const record = { v: 1, kind: 'timer', mailbox, dueAt, receivedAt: Math.max(sentAt, dueAt) }
  const detail = `a timer of ${mailbox} did not reach the stream in ten tries`
  return [{ id, reason, detail, body: base64(JSON.stringify(record)), at: sentAt, mailbox }]
}

const readers: Readonly<Record<DeadLetter['from'], Reader>> = {
  rule_failed: ruleFailed,
  ingest_failed: ingestFailed,
  timer_failed: timerFailed,
}

const asItIs = ({ id, from, body, sentAt }: DeadLetter): Parked => ({
  id,
  reason: from,
  detail: 'not what this queue should hold: nobody can say where it came from',
  body: base64(body),
  at: sentAt,
})

/** The mailbox that the topic rules give a phone's message: `usher/{venueId}/devices/{deviceId}/#`, `usher/devices/{deviceId}/receipts`. */
const mailboxOf = (topic: string): string | undefined => {
  const [, a, b, c] = topic.split('/')
  const deviceId = a === 'devices' ? b : b === 'devices' ? c : undefined
  return deviceId === undefined ? undefined : `device:${deviceId}`
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
