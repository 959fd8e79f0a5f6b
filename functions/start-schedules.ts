import type { EventBridgeEvent } from 'aws-lambda'
import { dynamodb, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoDirectory } from '#shared/adapters/aws/directory.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { dynamoSchedules } from '#shared/adapters/aws/schedules.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'
import { log } from '#shared/lambda/log.ts'
import { startSchedules } from '#shared/use-cases/start-schedules.ts'

const db = dynamodb()
const directory = env('DIRECTORY_TABLE')
const start = startSchedules({
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
  schedules: dynamoSchedules(db, env('DUE_TABLE')),
  directory: dynamoDirectory(db, directory),
  people: dynamoPeople(db, { directory, ledgers: env('LEDGERS_TABLE') }),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
})
const lastPageMs = 10_000 // a page that was begun has time to end

export const handler = handle(async ({ time }: EventBridgeEvent<'Scheduled Event', unknown>, context) => {
  const started = await start(Date.parse(time), () => context.getRemainingTimeInMillis() > lastPageMs)
  if (started.due + started.started > 0) log('info', 'journeys were started by schedule', started)
})
