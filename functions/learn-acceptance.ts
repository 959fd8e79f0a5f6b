import type { EventBridgeEvent } from 'aws-lambda'
import { dynamoAcceptance } from '#shared/adapters/aws/acceptance.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'
import { learnAcceptance } from '#shared/use-cases/learn-acceptance.ts'

const db = dynamodb()
const learn = learnAcceptance({
  acceptance: dynamoAcceptance(db, env('COUNTS_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
})

export const handler = handle(async ({ time }: EventBridgeEvent<'Scheduled Event', unknown>) => {
  await learn(Date.parse(time))
})
