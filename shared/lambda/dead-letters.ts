import type { SQSEvent } from 'aws-lambda'
import type { DeadLetter } from '#shared/use-cases/park-dead-letters.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'

/** A handler of the queues at the ends of lines: `sources` says which reason stands for which queue's ARN. A rejection leaves the batch in its queue. */
export const deadLetterHandler = (
  park: (letters: readonly DeadLetter[]) => Promise<void>,
  sources: Readonly<Record<DeadLetter['from'], string>>,
) =>
  handle<SQSEvent>(async ({ Records }) => {
    const letters = Records.map(({ messageId, body, eventSourceARN, attributes }) => {
      const [from] = Object.entries(sources).find(([, arn]) => arn === eventSourceARN) ?? []
      if (from === undefined)
        throw new Error(
          `${eventSourceARN.split(':').at(-1)} is no queue of mine: the construct in infra/ names its queues`,
        )
      return { id: messageId, from: from as DeadLetter['from'], body, sentAt: Number(attributes.SentTimestamp) }
    })
    await park(letters)
    for (const { id, from } of letters) log('error', 'a dead letter was parked', { id, reason: from })
  })
