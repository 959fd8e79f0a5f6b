import type { EventBridgeEvent } from 'aws-lambda'
import { dynamodb, firehose, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { firehoseJournal } from '#shared/adapters/aws/outlets.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'
import { count } from '#shared/lambda/metrics.ts'
import { watchHealth } from '#shared/use-cases/watch-health.ts'

const db = dynamodb()
const ports = {
  health: dynamoHealth(db, env('HEALTH_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
  journal: firehoseJournal(firehose(), env('JOURNAL_STREAM')),
}
const watch = watchHealth(ports, secretReader(secretsManager(), env('HARDWARE_KEY_SECRET')))

export const handler = handle(async ({ time }: EventBridgeEvent<'Scheduled Event', unknown>) => {
  const { changes: _, ...unwell } = await watch(Date.parse(time))
  for (const [what, many] of Object.entries(unwell)) count(`Unhealthy.${what as keyof typeof unwell}`, many)
})
