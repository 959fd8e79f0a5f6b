import middy from '@middy/core'
import type { EventBridgeEvent } from 'aws-lambda'
import { dynamodb, sqs } from '#shared/adapters/aws/clients.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { env } from '#shared/lambda/environment.ts'
import { log } from '#shared/lambda/log.ts'
import { sweepTimers } from '#shared/use-cases/sweep-timers.ts'

const sweep = sweepTimers({
  timers: awsTimers(dynamodb(), sqs(), { table: env('DUE_TABLE'), queueUrl: env('TIMER_QUEUE_URL') }),
})

export const handler = middy<EventBridgeEvent<'Scheduled Event', unknown>>().handler(async ({ time }) => {
  const swept = await sweep(Date.parse(time))
  if (swept.overdue + swept.hopeless > 0) log('error', 'timers were overdue', swept)
})
