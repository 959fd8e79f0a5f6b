import { kinesis, sqs } from '#shared/adapters/aws/clients.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { sqsTimerQueue } from '#shared/adapters/aws/timers.ts'
import { env } from '#shared/lambda/environment.ts'
import { timerHandler } from '#shared/lambda/timers.ts'
import { wakeMailboxes } from '#shared/use-cases/wake-mailboxes.ts'

export const handler = timerHandler(
  wakeMailboxes({
    events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
    timers: sqsTimerQueue(sqs(), env('TIMER_QUEUE_URL')),
  }),
)
