import { globSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { expect, onTestFinished, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { openDeliveryStreams } from '#infra/local/delivery-streams.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { startSchedules } from '#infra/local/schedules.ts'
import { openSecrets } from '#infra/local/secrets.ts'
import { aTemplate, closing, tempFolder } from './cloud-fixture.ts'
import { sdkOptions } from './sdk-options.ts'

const day = 24 * 3_600_000

const aPausedClock = () => {
  const clock = closing(createClock({ startAt: Date.parse('2026-03-01T09:59:00Z') }))
  clock.pause()
  return clock
}

/** A delivery stream as our template has it, and the bucket that it fills, whose objects go after two days. */
const aJournal = {
  Archive: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: 'archive',
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 2 }] },
    },
  },
  Journal: {
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    Properties: {
      DeliveryStreamName: 'journal',
      ExtendedS3DestinationConfiguration: {
        BucketARN: { 'Fn::GetAtt': ['Archive', 'Arn'] },
        Prefix: 'journal/!{timestamp:yyyy/MM/dd/HH}/',
        CompressionFormat: 'GZIP',
      },
    },
  },
}

test('records of a delivery stream become lines of the hour, and are heard at once', async () => {
  const folder = tempFolder()
  const clock = aPausedClock()
  const template = aTemplate({
    resources: aJournal,
  })
  const heard: [string, string[]][] = []
  const onRecords = (stream: string, records: readonly Buffer[]) => heard.push([stream, records.map(String)])
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.serveJson('firehose', openDeliveryStreams({ template, clock, folder, onRecords }))
  const client = new FirehoseClient(sdkOptions(endpoint.url))
  onTestFinished(() => client.destroy())
  const data = (text: string) => ({ Data: new TextEncoder().encode(text) })

  const answer = await client.send(
    new PutRecordBatchCommand({ DeliveryStreamName: 'journal', Records: [data('{"n":1}\n'), data('{"n":2}')] }),
  )
  await clock.step(60_000)
  await client.send(new PutRecordCommand({ DeliveryStreamName: 'journal', Record: data('{"n":3}\n') }))

  expect([answer.FailedPutCount, answer.RequestResponses?.length]).toEqual([0, 2])
  const read = (key: string) => gunzipSync(readFileSync(join(folder, 'archive', key))).toString('utf8')
  expect(read('journal/2026/03/01/09/journal-1-2026-03-01-09-00-00-laptop.gz')).toBe('{"n":1}\n{"n":2}\n')
  expect(read('journal/2026/03/01/10/journal-1-2026-03-01-10-00-00-laptop.gz')).toBe('{"n":3}\n')
  expect(heard).toEqual([
    ['journal', ['{"n":1}\n', '{"n":2}']],
    ['journal', ['{"n":3}\n']],
  ])
  const nobody = client.send(new PutRecordCommand({ DeliveryStreamName: 'nobody', Record: data('x') }))
  await expect(nobody).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('objects go when they are as old as their bucket’s lifecycle allows, and not an hour earlier', async () => {
  const folder = tempFolder()
  const clock = aPausedClock()
  const open = () =>
    openDeliveryStreams({ template: aTemplate({ resources: aJournal }), clock, folder, onRecords: () => {} })
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.serveJson('firehose', open())
  const client = new FirehoseClient(sdkOptions(endpoint.url))
  onTestFinished(() => client.destroy())
  const put = (text: string) =>
    client.send(new PutRecordCommand({ DeliveryStreamName: 'journal', Record: { Data: Buffer.from(text) } }))
  const lines = () =>
    globSync(join(folder, 'archive', '**', '*.gz')).map((file) => gunzipSync(readFileSync(file)).toString('utf8'))
  await put('old')
  await clock.step(2 * day)
  await put('young')
  expect(lines().toSorted()).toEqual(['old\n', 'young\n'])
  await clock.step(day)
  expect(lines()).toEqual(['young\n'])
  await put('younger')
  open()
  expect(lines().toSorted()).toEqual(['young\n', 'younger\n'])
})

test('what a kill tore of an archive, of which nobody was told, does not spoil what comes after it', async () => {
  const folder = tempFolder()
  const template = aTemplate({ resources: aJournal })
  const open = () => openDeliveryStreams({ template, clock: aPausedClock(), folder, onRecords: () => {} })
  const put = (service: ReturnType<typeof open>, text: string) =>
    service(
      'PutRecord',
      { DeliveryStreamName: 'journal', Record: { Data: Buffer.from(text).toString('base64') } },
      { service: 'firehose', action: 'PutRecord' },
    )
  const journal = open()
  put(journal, '{"n":1}')
  put(journal, '{"n":2}')
  const [path = ''] = globSync(join(folder, 'archive', '**', '*.gz'))
  truncateSync(path, statSync(path).size - 14)
  put(open(), '{"n":3}')
  expect(gunzipSync(readFileSync(path)).toString('utf8')).toBe('{"n":1}\n{"n":3}\n')
})

test('records that are too many or too large are refused as Firehose refuses them', async () => {
  const template = aTemplate({ resources: aJournal })
  const endpoint = closing(await startEndpoint({ port: 0 }))
  const folder = tempFolder()
  endpoint.serveJson('firehose', openDeliveryStreams({ template, clock: aPausedClock(), folder, onRecords: () => {} }))
  const client = new FirehoseClient(sdkOptions(endpoint.url))
  onTestFinished(() => client.destroy())
  const put = (records: number, bytes: number) => {
    const Records = Array.from({ length: records }, () => ({ Data: new Uint8Array(bytes) }))
    return client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'journal', Records }))
  }
  expect((await put(500, 1)).FailedPutCount).toBe(0)
  expect((await put(4, 1_024_000)).FailedPutCount).toBe(0)
  for (const call of [() => put(501, 1), () => put(1, 1_024_001), () => put(5, 1_000_000)]) {
    await expect(call()).rejects.toMatchObject({ name: 'InvalidArgumentException' })
  }
})

test('a secret is made once, kept for its owner only, and read by name or ARN', async () => {
  const path = join(tempFolder(), 'secrets.json')
  const template = aTemplate({
    resources: {
      DeviceKey: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
      },
      Login: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Name: 'login',
          GenerateSecretString: {
            SecretStringTemplate: '{"user":"usher"}',
            GenerateStringKey: 'password',
            ExcludeCharacters: 'abc',
            ExcludeNumbers: true,
          },
        },
      },
    },
  })
  const read = async (...ids: string[]) => {
    const endpoint = closing(await startEndpoint({ port: 0 }))
    endpoint.serveJson('secretsmanager', openSecrets({ template, path }))
    const client = new SecretsManagerClient(sdkOptions(endpoint.url))
    onTestFinished(() => client.destroy())
    return Promise.all(
      ids.map(async (SecretId) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString),
    )
  }
  const [key, login] = await read('arn:aws:secretsmanager:eu-central-1:000000000000:secret:DeviceKey-laptop', 'login')
  expect(key).toMatch(/^[A-Za-z0-9]{64}$/)
  const { user, password } = JSON.parse(login ?? '')
  expect(user).toBe('usher')
  expect(password).toMatch(/^[^abc0-9]{32}$/)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(await read('DeviceKey', 'login')).toEqual([key, login])
  await expect(read('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('a rule runs its target every minute of the clock, with the event of EventBridge', async () => {
  const clock = aPausedClock()
  const template = aTemplate({
    resources: {
      Minute: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
          Targets: [{ Id: 'a', Arn: 'arn:sweep' }],
        },
      },
      Off: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(2 hours)', State: 'DISABLED', Targets: [{ Arn: 'arn:off' }] },
      },
    },
  })
  const runs: [string, unknown][] = []
  const schedules = startSchedules({ template, clock, invoke: (fn, event) => runs.push([fn, event]) })
  await clock.step(150_000)
  schedules.close()
  await clock.step(150_000)
  const event = {
    version: '0',
    id: expect.any(String),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    region: 'eu-central-1',
    resources: ['arn:aws:events:eu-central-1:000000000000:rule/Minute'],
    detail: {},
  }
  expect(runs).toEqual([
    ['arn:sweep', { ...event, time: '2026-03-01T10:00:00Z' }],
    ['arn:sweep', { ...event, time: '2026-03-01T10:01:00Z' }],
  ])
})

test('a schedule that the laptop cannot read is refused by name', () => {
  const template = aTemplate({
    resources: { Nightly: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'cron(0 3 * * ? *)' } } },
  })
  expect(() => startSchedules({ template, clock: aPausedClock(), invoke: () => undefined })).toThrow(
    "Nightly: the laptop runs rate(n minutes|hours|days), and can't read cron(0 3 * * ? *).",
  )
})
