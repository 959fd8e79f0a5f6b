import { execFile } from 'node:child_process'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Template } from '#infra/local/contracts.ts'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { nameOf } from '#infra/local/template/attributes.ts'
import { readTemplate } from '#infra/local/template.ts'
import { topics } from '#shared/domain/topic.ts'
import { sdkOptions } from '../sdk-options.ts'
import { entriesOf, type Laptop, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, connectGateway } from './phone.ts'
import { currentTemplate, root } from './template.ts'

const tag = 'ac233f5e6a01'

// each command is a process of its own, and a busy machine takes seconds to start one
vi.setConfig({ testTimeout: 180_000 })

let laptop: Laptop
let token: string
let template: Template
beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
  template = readTemplate(await currentTemplate(), { endpointPort: 1 })
  token = await laptop.system.tokenFor(['admin'])
})
afterAll(() => laptop.close())

/** Whoever is no function of the template. */
const sdk = () => sdkOptions(laptop.system.awsUrl, 'tester')

type Ran = { exitCode: number; out: string; err: string }

/** `npx usher …` as a person runs it, against this laptop. */
const usher = (...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, USHER_API_URL: laptop.system.apiUrl, USHER_TOKEN: token }
    execFile(process.execPath, ['infra/cli/main.ts', ...args], { cwd: root, env }, (error, out, err) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), out, err }),
    )
  })

/** What a command says as JSON. */
const asked = async (...args: string[]) => {
  const { out, err } = await usher('parked', ...args, '--json')
  if (err !== '') throw new Error(err)
  return JSON.parse(out)
}

const listed = async (): Promise<{ id: string; reason: string; attempts?: number; topic?: string }[]> =>
  (await asked('list')).parked

const outcomes = (from: number) =>
  entriesOf(laptop, 'outcomes', from).flatMap((entry) =>
    entry.outcomes.map((one) => ('reason' in one ? `${one.outcome} ${one.reason}` : one.outcome)),
  )

test('whatever was parked is listed, shown, and goes back to where it came from once its cause is mended', async () => {
  const { system, api } = laptop
  expect((await usher('parked')).out).toBe('Nothing is parked.\n')

  // a tag is registered under an address, and a gateway's message of it arrives on a format that nobody has yet
  await api('operator', 'PUT', '/devices/tag-1', { kind: 'tag', hardwareAddress: tag })
  const gateway = await connectGateway(laptop, 'minew')
  const heard = { address: tag, rssi: -60, advertisement: tagAdvertisement(tag, 1) }
  const [payload = ''] = writers.minew?.('c0ffee000001', [heard], system.clock.now()) ?? []
  const gatewayTopic = topics.gateway('harbour', 'minew', 'minev')
  await gateway.publishAsync(gatewayTopic, payload, { qos: 1 })
  // a phone says what is no JSON
  const phone = await aPhone(laptop)
  await phone.publish(topics.sightings('harbour', phone.deviceId), 'garbage é')
  await system.idle()

  const parked = await listed()
  expect(parked.map(({ reason, topic }) => [reason, topic]).sort()).toEqual([
    ['not_json', topics.sightings('harbour', phone.deviceId)],
    ['unknown_format', gatewayTopic],
  ])
  const text = (await usher('parked', 'list')).out
  for (const { id, reason } of parked) expect(text).toMatch(new RegExp(`${reason} +0 +${id} `))
  expect(text).toMatch(/\n2 parked: (not_json 1, unknown_format 1|unknown_format 1, not_json 1)\n$/)
  const idOf = (reason: string) => parked.find((one) => one.reason === reason)?.id ?? ''
  expect(await asked('show', idOf('not_json'))).toMatchObject({
    mailbox: `device:${phone.deviceId}`,
    content: { text: 'garbage é' },
    envelope: { clientId: phone.deviceId, receivedAt: system.clock.now() },
  })
  const shown = (await usher('parked', 'show', idOf('unknown_format'))).out
  expect(shown).toContain(`topic    ${gatewayTopic}`)
  expect(shown).not.toContain(tag)

  // nothing is mended: both fail again, in their old places
  const dry = await asked('redrive', '--day', new Date(system.clock.now()).toISOString().slice(0, 10), '--dry-run')
  expect(dry.redriven.toSorted()).toEqual(parked.map(({ id }) => id).sort())
  expect(await listed()).toEqual(parked)
  expect((await asked('redrive', ...parked.map(({ id }) => id))).kept).toEqual([])
  await system.idle()
  const again = parked.map((one) => ({ ...one, attempts: 1 }))
  expect((await listed()).toSorted(byReason)).toEqual(again.toSorted(byReason))

  await gateway.endAsync(true)
  await phone.close()
})

const byReason = (a: { reason: string }, b: { reason: string }) => (a.reason < b.reason ? -1 : 1)

/** The name of the only resource of a type whose logical id begins so. */
const nameOfThe = (type: string, logicalId: string): string => {
  const found = template.ofType(type).filter((resource) => resource.logicalId.startsWith(logicalId))
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} ${type} ${logicalId}`)
  return nameOf(found[0])
}

/** What ingest-gateways makes of a tag that a gateway hears. */
const heardTag = async (deviceId: string) => {
  const receivedAt = laptop.system.clock.now()
  const sightings = [{ anchor: { gatewayId: 'minew' }, rssi: -60, deviceTime: receivedAt }]
  const body = { v: 1, kind: 'sightings', deviceId, venueId: 'harbour', receivedAt, sightings }
  const events = new KinesisClient({ ...sdk(), requestHandler: new NodeHttpHandler() })
  const StreamName = nameOfThe('AWS::Kinesis::Stream', 'EventStream')
  const Data = Buffer.from(JSON.stringify(body))
  await events.send(new PutRecordCommand({ StreamName, PartitionKey: `device:${deviceId}`, Data }))
  events.destroy()
}

test('a tag that nobody knew is folded once it is registered, as of when it was heard', async () => {
  await heardTag('tag-2')
  await laptop.pass(1)
  const [parked] = (await asked('list', '--reason', 'unknown_device')).parked
  await laptop.api('operator', 'PUT', '/devices/tag-2', { kind: 'tag', hardwareAddress: 'ac233f5e6a02' })
  await laptop.pass(1)

  const start = laptop.journal.length
  const { out } = await usher('parked', 'redrive', '--reason', 'unknown_device')
  expect(out).toMatch(`1 went back to where they came from: ${parked.id}\n`)
  await laptop.system.idle()
  expect(outcomes(start)).toEqual(['folded'])
  expect(await listed()).not.toContainEqual(expect.objectContaining({ reason: 'unknown_device' }))
})

test('a gateway report that was given up is parked without its addresses, and taken in when it is driven again', async () => {
  const { system } = laptop
  const start = laptop.journal.length
  const heard = { address: tag, rssi: -60, advertisement: tagAdvertisement(tag, 2) }
  const [payload = ''] = writers.minew?.('c0ffee000001', [heard], system.clock.now()) ?? []
  const topic = topics.gateway('harbour', 'minew', 'minew')
  const body = Buffer.from(payload).toString('base64')
  const requestPayload = { body, topic, clientId: 'minew', receivedAt: system.clock.now() }
  const requestContext = { condition: 'RetriesExhausted' }
  const queue = new SQSClient(sdk())
  const QueueUrl =
    template
      .ofType('AWS::SQS::Queue')
      .map(nameOf)
      .find((name) => /^IngestionFailures/.test(name)) ?? ''
  const MessageBody = JSON.stringify({ requestContext, requestPayload, responsePayload: { errorMessage: 'an outage' } })
  await queue.send(new SendMessageCommand({ QueueUrl: `${system.awsUrl}/000000000000/${QueueUrl}`, MessageBody }))
  queue.destroy()
  await system.idle()

  const [parked] = (await asked('list', '--reason', 'ingest_failed')).parked
  expect(parked).toMatchObject({ topic, detail: 'ingest-gateways gave it up (RetriesExhausted): an outage' })
  expect(JSON.stringify(await asked('show', parked.id))).not.toContain(tag)
  await asked('redrive', parked.id)
  await system.idle()
  expect(outcomes(start)).toEqual(['folded'])
  expect((await asked('list', '--reason', 'ingest_failed')).parked).toEqual([])
})

test('a batch that failed for six hours is listed and shown, and its records are folded when it is driven again', async () => {
  const { system, api, pass } = laptop
  await api('operator', 'PUT', '/devices/tag-3', { kind: 'tag', hardwareAddress: 'ac233f5e6a03' })
  await system.idle()
  expect((await usher('parked', '--failed')).out).toBe('No batch has failed.\n')

  const presence = await withoutTable(nameOfThe('AWS::DynamoDB::Table', 'TablesPresence'))
  await heardTag('tag-3')
  await pass(6 * 60 * 60 + 60)
  await presence.comeBack()
  const { batches } = await asked('list', '--failed')
  const mine = await Promise.all(batches.map(({ id }: { id: string }) => asked('show', id)))
  expect(mine.flatMap(({ records }) => records).map(({ key }) => key)).toContain('device:tag-3')
  expect((await usher('parked')).out).toContain(`Failed batches: ${batches.length}. npx usher parked --failed`)

  // what presence held was lost with its table: the tag is registered once more
  await api('operator', 'PUT', '/devices/tag-3', { kind: 'tag', hardwareAddress: 'ac233f5e6a03' })
  await system.idle()
  const start = laptop.journal.length
  const { out } = await usher('parked', 'redrive', '--failed')
  for (const { id } of batches) expect(out).toContain(`records of ${id} went back into the stream\n`)
  await system.idle()
  expect(outcomes(start)).toEqual(['folded'])
  expect((await usher('parked', '--failed')).out).toBe('No batch has failed.\n')
})

/** An outage: a table is gone until it comes back, empty. */
const withoutTable = async (TableName: string) => {
  const db = new DynamoDBClient(sdk())
  const { Table } = await db.send(new DescribeTableCommand({ TableName }))
  await db.send(new DeleteTableCommand({ TableName }))
  return {
    comeBack: async () => {
      const { KeySchema, AttributeDefinitions } = Table ?? {}
      await db.send(
        new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }),
      )
      await waitUntilTableExists({ client: db, maxWaitTime: 5, minDelay: 0.01, maxDelay: 0.02 }, { TableName })
      db.destroy()
    },
  }
}

test('what was asked wrongly or of nobody is told', async () => {
  expect(await usher('parked', 'show', 'nothing-here')).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining('There is no parked record "nothing-here"'),
  })
  expect(await usher('parked', 'redrive')).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('redrive takes ids'),
  })
  expect(await usher('parked', '--day', 'today')).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining('must be a day as 2026-11-21'),
  })
  expect(await usher('--help')).toMatchObject({ exitCode: 0, out: expect.stringContaining('npx usher parked [list]') })
})
