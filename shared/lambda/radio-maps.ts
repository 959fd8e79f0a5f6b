import type { SQSEvent } from 'aws-lambda'
import { learnMessageSchema } from '#shared/schemas/calibration.ts'
import { handle } from './handle.ts'

/** A handler of the queue that radio maps are learned from. A rejection leaves the job in its queue, to be done again. */
export const radioMapHandler = (learn: (venueId: string, version: string, now: number) => Promise<void>) =>
  handle<SQSEvent>(async ({ Records }) => {
    for (const { body, attributes } of Records) {
      const { venueId, version } = learnMessageSchema.parse(JSON.parse(body))
      await learn(venueId, version, Number(attributes.ApproximateFirstReceiveTimestamp))
    }
  })
