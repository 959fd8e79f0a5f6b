import { dynamodb, firehose, iotData, sqs } from '#shared/adapters/aws/clients.ts'
import { firehoseJournal, iotPhones } from '#shared/adapters/aws/outlets.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { env } from '#shared/lambda/environment.ts'
import { streamHandler } from '#shared/lambda/stream.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'

const db = dynamodb()

export const handler = streamHandler(
  engageVisitors({
    presences: dynamoPresences(db, env('PRESENCE_TABLE')),
    people: dynamoPeople(db, { directory: env('DIRECTORY_TABLE'), ledgers: env('LEDGERS_TABLE') }),
    releases: dynamoReleases(db, env('RELEASES_TABLE')),
    timers: awsTimers(db, sqs(), { table: env('DUE_TABLE'), queueUrl: env('TIMER_QUEUE_URL') }),
    phones: iotPhones(iotData()),
    journal: firehoseJournal(firehose(), env('JOURNAL_STREAM')),
    parking: dynamoParking(db, env('PARKED_TABLE')),
  }),
)
