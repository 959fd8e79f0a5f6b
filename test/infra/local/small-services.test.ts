import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

const aPausedClock = () => {
  const clock = closing(createClock({ startAt: Date.parse('2026-03-01T09:59:00Z') }))
  clock.pause()
  return clock
}

test('records of a delivery stream become lines of the hour, and are heard at once', async () => {
  const folder = tempFolder()
  const clock = aPausedClock()
  const template = aTemplate({
    resources: {
      Journal: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { DeliveryStreamName: 'journal' } },
    },
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
  expect(readFileSync(join(folder, 'journal/2026/03/01/09.ndjson'), 'utf8')).toBe('{"n":1}\n{"n":2}\n')
  expect(readFileSync(join(folder, 'journal/2026/03/01/10.ndjson'), 'utf8')).toBe('{"n":3}\n')
  expect(heard).toEqual([
    ['journal', ['{"n":1}\n', '{"n":2}']],
    ['journal', ['{"n":3}\n']],
  ])
  const nobody = client.send(new PutRecordCommand({ DeliveryStreamName: 'nobody', Record: data('x') }))
  await expect(nobody).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('a line of the archive that a kill tore, which nobody was told of, does not spoil the next one', async () => {
  const folder = tempFolder()
  const path = join(folder, 'journal/2026/03/01/09.ndjson')
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '{"n":1}\n{"n":')
  const properties = { DeliveryStreamName: 'journal' }
  const template = aTemplate({
    resources: { Journal: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: properties } },
  })
  const put = openDeliveryStreams({ template, clock: aPausedClock(), folder, onRecords: () => {} })
  const Record = { Data: Buffer.from('{"n":2}\n').toString('base64') }
  for (let i = 0; i < 2; i++)
    await put('PutRecord', { ...properties, Record }, { service: 'firehose', action: 'PutRecord' })
  expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":2}\n')
})

test('records that are too many or too large are refused as Firehose refuses them', async () => {
  const template = aTemplate({ resources: { Journal: { Type: 'AWS::KinesisFirehose::DeliveryStream' } } })
  const endpoint = closing(await startEndpoint({ port: 0 }))
  const folder = tempFolder()
  endpoint.serveJson('firehose', openDeliveryStreams({ template, clock: aPausedClock(), folder, onRecords: () => {} }))
  const client = new FirehoseClient(sdkOptions(endpoint.url))
  onTestFinished(() => client.destroy())
  const put = (records: number, bytes: number) => {
    const Records = Array.from({ length: records }, () => ({ Data: new Uint8Array(bytes) }))
    return client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'Journal', Records }))
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
