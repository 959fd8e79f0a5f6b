import type { EventBridgeEvent } from 'aws-lambda'
import { dynamoAnonymous } from '#shared/adapters/aws/anonymous.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'

const anonymous = dynamoAnonymous(dynamodb(), env('COUNTS_TABLE'))

export const handler = handle(async ({ time }: EventBridgeEvent<'Scheduled Event', unknown>) => {
  await anonymous.destroySalts(Date.parse(time))
})
