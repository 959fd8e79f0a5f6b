import type { EventBridgeEvent } from 'aws-lambda'
import { dynamodb, sqs } from '#shared/adapters/aws/clients.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'
import { log } from '#shared/lambda/log.ts'
import { count } from '#shared/lambda/metrics.ts'
import { sweepTimers } from '#shared/use-cases/sweep-timers.ts'

const sweep = sweepTimers({
  timers: awsTimers(dynamodb(), sqs(), { table: env('DUE_TABLE'), queueUrl: env('TIMER_QUEUE_URL') }),
})

export const handler = handle(async ({ time }: EventBridgeEvent<'Scheduled Event', unknown>) => {
  const swept = await sweep(Date.parse(time))
  count('TimersOverdue', swept.overdue + swept.hopeless)
  if (swept.overdue + swept.hopeless > 0) log('warn', 'timers were overdue', swept)
})
