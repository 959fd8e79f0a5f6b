import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb'
import { FirehoseClient } from '@aws-sdk/client-firehose'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { KinesisClient } from '@aws-sdk/client-kinesis'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe } from 'vitest'
import { dynamoAcceptance } from '#shared/adapters/aws/acceptance.ts'
import { dynamoAnonymous } from '#shared/adapters/aws/anonymous.ts'
import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamoCalibrationWalks } from '#shared/adapters/aws/calibration-walks.ts'
import { dynamoCeilings } from '#shared/adapters/aws/ceilings.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { dynamoDirectory } from '#shared/adapters/aws/directory.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoExplanations } from '#shared/adapters/aws/explanations.ts'
import { s3FailedBatches } from '#shared/adapters/aws/failed-batches.ts'
import { s3Files } from '#shared/adapters/aws/files.ts'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { dynamoJobs } from '#shared/adapters/aws/jobs.ts'
import { dynamoOccupancies } from '#shared/adapters/aws/occupancy.ts'
import { dynamoOffers } from '#shared/adapters/aws/offers.ts'
import { firehoseJournal, iotPhones, kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { dynamoRadioMapJobs, sqsRadioMapQueue } from '#shared/adapters/aws/radio-map-jobs.ts'
import { dynamoRadioMaps } from '#shared/adapters/aws/radio-maps.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { dynamoSchedules } from '#shared/adapters/aws/schedules.ts'
import { dynamoTasks } from '#shared/adapters/aws/tasks.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { dynamoWebhooks } from '#shared/adapters/aws/webhooks.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Parked } from '#shared/ports.ts'
import { startBuckets } from './buckets.ts'
import { startDynamo, towards } from './dynalite.ts'
import { startOutlets } from './outlet-server.ts'
import { portsContract } from './ports.case.ts'

describe('the ports on AWS', () => {
  let dynamo: Awaited<ReturnType<typeof startDynamo>>
  let buckets: Awaited<ReturnType<typeof startBuckets>>
  let outlets: Awaited<ReturnType<typeof startOutlets>>
  beforeAll(async () => {
    dynamo = await startDynamo()
    outlets = await startOutlets()
    buckets = await startBuckets()
  })
  afterAll(async () => {
    await buckets.close()
    await outlets.close()
    await dynamo.close()
  })

  portsContract(async () => {
    outlets.reset()
    const { client } = dynamo
    const tables = await dynamo.makeTables()
    const bucket = buckets.empty()
    const config = towards(outlets.endpoint)
    return {
      ports: {
        presences: dynamoPresences(client, tables.presence),
        people: dynamoPeople(client, tables),
        directory: dynamoDirectory(client, tables.directory),
        schedules: dynamoSchedules(client, tables.due),
        tasks: dynamoTasks(client, tables.tasks),
        explanations: dynamoExplanations(client, tables.explanations),
        devices: dynamoDevices(client, tables.directory),
        releases: dynamoReleases(client, tables.releases),
        drafts: dynamoDrafts(client, tables.releases),
        audit: dynamoAudit(client, tables.releases),
        timers: awsTimers(client, new SQSClient(config), {
          table: tables.due,
          queueUrl: `${outlets.endpoint}/timers`,
        }),
        phones: iotPhones(new IoTDataPlaneClient(config)),
        journal: firehoseJournal(new FirehoseClient(config), 'journal'),
        parking: dynamoParking(client, tables.parked),
        failedBatches: s3FailedBatches(buckets.client, bucket),
        webhooks: dynamoWebhooks(client, tables.webhooks),
        radioMaps: dynamoRadioMaps(client, tables.releases),
        calibrationWalks: dynamoCalibrationWalks(client, tables.calibration),
        radioMapJobs: {
          ...dynamoRadioMapJobs(client, tables.calibration),
          ...sqsRadioMapQueue(new SQSClient(config), `${outlets.endpoint}/radio-maps`),
        },
        anonymous: dynamoAnonymous(client, tables.counts),
        occupancies: dynamoOccupancies(client, tables.counts),
        health: dynamoHealth(client, tables.health),
        ceilings: dynamoCeilings(client, tables.counts),
        acceptance: dynamoAcceptance(client, tables.counts),
        ...dynamoOffers(client, tables.offers, async () => '0000'),
        events: kinesisEvents(new KinesisClient(config), 'events'),
        jobs: dynamoJobs(client, tables.jobs),
        files: s3Files(buckets.client, bucket),
      },
      published: () =>
        outlets.takenOf('Publish').map(({ key = '', data }) => ({
          deviceId: /^usher\/devices\/(.+)\/messages\?qos=1$/.exec(key)?.[1] ?? `not a phone's topic: ${key}`,
          message: JSON.parse(data),
        })),
      journaled: () =>
        outlets
          .takenOf('PutRecordBatch')
          .flatMap(({ data }) => data.split('\n').slice(0, -1))
          .map((line): JournalEntry => JSON.parse(line)),
      streamed: () => outlets.takenOf('PutRecords').map(({ key = '', data }) => ({ key, body: JSON.parse(data) })),
      started: () =>
        outlets.takenOf('SendMessageBatch').map(({ data, delaySeconds = 0 }) => {
          const { v: _, ...timer } = JSON.parse(data)
          return { ...timer, delaySeconds }
        }),
      parked: async () => {
        const { Items = [] } = await client.send(new ScanCommand({ TableName: tables.parked }))
        return Items.map(parkedOf)
      },
      enqueued: () =>
        outlets.takenOf('SendMessageBatch').map(({ data }) => {
          const { v: _, ...job } = JSON.parse(data)
          return job
        }),
      giveUp: (batch) => buckets.giveUp(bucket, batch),
    }
  })
})

const parkedOf = (item: Record<string, AttributeValue>): Parked => {
  const text = (name: 'topic' | 'mailbox' | 'sealed') => (item[name]?.S === undefined ? {} : { [name]: item[name].S })
  return {
    id: item.pk?.S ?? '',
    reason: item.sk?.S ?? '',
    detail: item.detail?.S ?? '',
    body: item.body?.S ?? '',
    ...text('topic'),
    ...text('mailbox'),
    ...text('sealed'),
    ...(item.attempts?.N === '0' ? {} : { attempts: Number(item.attempts?.N) }),
    at: Number(item.at?.N),
  }
}
