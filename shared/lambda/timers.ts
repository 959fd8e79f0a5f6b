import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Timer } from '#shared/ports.ts'
import { wakeSchema } from '#shared/schemas/control.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'
import { count } from './metrics.ts'

/** A handler of the timer queue. A message that is no timer fails alone, and ends in the dead letters. */
export const timerHandler = (wake: (timers: readonly Timer[], now: number) => Promise<void>) =>
  handle<SQSEvent, SQSBatchResponse>(async ({ Records }) => {
    const read = Records.map(({ messageId, body, attributes }) => ({
      messageId,
      now: Number(attributes.ApproximateFirstReceiveTimestamp),
      timer: wakeSchema.safeParse(parse(body)).data,
    }))
    const timers = read.flatMap(({ timer }) => timer ?? [])
    if (timers.length > 0) await wake(timers, Math.max(...read.map(({ now }) => now)))
    const unread = read.filter(({ timer }) => timer === undefined)
    count('BatchItemFailures', unread.length)
    for (const { messageId } of unread) log('error', 'a message of the timer queue is no timer', { messageId })
    return { batchItemFailures: unread.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  })

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
