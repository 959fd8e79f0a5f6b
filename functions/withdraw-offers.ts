import type { EventBridgeEvent } from 'aws-lambda'
import { dynamodb, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoOffers, unsigned } from '#shared/adapters/aws/offers.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'
import { withdrawOffers } from '#shared/use-cases/withdraw-offers.ts'

const mostAtOnce = 20_000 // in the minute until the next

const { withdrawals } = dynamoOffers(dynamodb(), env('OFFERS_TABLE'), unsigned)
const withdraw = withdrawOffers({ withdrawals, events: kinesisEvents(kinesis(), env('EVENT_STREAM')) })

export const handler = handle(async ({ time }: EventBridgeEvent<'Scheduled Event', unknown>) => {
  await withdraw(Date.parse(time), mostAtOnce)
})
