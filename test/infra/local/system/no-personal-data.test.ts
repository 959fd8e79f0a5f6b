import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isCountLine } from '#infra/local/count-line.ts'
import { readIdentities } from '#infra/local/demo/identities.ts'
import { journeys } from '#infra/local/demo/journeys.ts'
import { people } from '#infra/local/demo/people.ts'
import { startSimulator } from '#infra/local/demo/simulator.ts'
import { store } from '#infra/local/demo/store.ts'
import { readArchive } from '#infra/local/read-archive.ts'
import { nameOf } from '#infra/local/template/attributes.ts'
import { readTemplate } from '#infra/local/template.ts'
import { topics } from '#shared/domain/topic.ts'
import { sdkOptions } from '../sdk-options.ts'
import { type Laptop, startLaptop } from './laptop.ts'
import { findPersonal, forbid, forbidAddress, wordsOf } from './personal-data.ts'
import { connectGateway } from './phone.ts'
import { currentTemplate } from './template.ts'

const demoSeconds = 40
/** Somebody whose every trait can be nobody else's, and whose phone may not be published to. */
const zelda = {
  id: 'zelda-qx',
  traits: {
    firstName: 'Zeldaqx',
    tier: 'platinumqx',
    mail: 'zelda.qx@mail.test',
    telephone: '+493098765432',
    likes: ['marzipanqx', 'opera; wanted = qxqx'],
  },
}
const phoneId = 'refused-phone'
const tagAddress = 'f4abcdef1234'

let laptop: Laptop
let lines: string[]
let archive: string[]
const told: string[] = []
const logForbidden = new Map<string, string>()
const archiveForbidden = new Map<string, string>()
const deviceIds = [phoneId, 'tag-zelda']

beforeAll(async () => {
  const templateFolder = await templateThatRefuses(phoneId)
  laptop = await startLaptop(undefined, join(templateFolder, 'Usher.template.json'))
  await runDemo()
  await breakThings()
  lines = [...laptop.lines, ...laptop.troubles.map(({ source, detail }) => `${source}: ${detail}`), ...told]
  archive = readArchive(laptop.folder)
  await forbidAll()
  rmSync(templateFolder, { recursive: true, force: true })
}, 300_000)
afterAll(() => laptop?.close())

/** The template, with a statement that denies engage-visitors one phone's topic. Its assets are where they were. */
const templateThatRefuses = async (deviceId: string): Promise<string> => {
  const path = await currentTemplate()
  const folder = mkdtempSync(join(tmpdir(), 'usher-template-'))
  for (const file of readdirSync(dirname(path)).filter(
    (name) => name.startsWith('asset.') || name.endsWith('.assets.json'),
  ))
    symlinkSync(join(dirname(path), file), join(folder, file))
  const template = JSON.parse(readFileSync(path, 'utf8'))
  for (const [id, { Type, Properties }] of Object.entries<{ Type: string; Properties: RoleProperties }>(
    template.Resources,
  )) {
    if (Type !== 'AWS::IAM::Role' || !id.startsWith('Engagement')) continue
    const Resource = `arn:aws:iot:*:*:topic/${topics.messages(deviceId)}`
    Properties.Policies[0]?.PolicyDocument.Statement.push({ Effect: 'Deny', Action: 'iot:Publish', Resource })
  }
  writeFileSync(join(folder, 'Usher.template.json'), JSON.stringify(template))
  return folder
}
type RoleProperties = { Policies: { PolicyDocument: { Statement: object[] } }[] }

/** Walks the demo's shoppers, and plants somebody among them. */
const runDemo = async () => {
  const { system, folder, api, pass } = laptop
  const [admin, operator, marketer] = await Promise.all(
    ['admin', 'operator', 'marketer'].map((role) => system.tokenFor([role])),
  )
  const identitiesFile = join(folder, 'demo.json')
  const simulator = await startSimulator({
    apiUrl: system.apiUrl,
    mqttUrl: system.mqttUrl,
    tokens: { admin: admin ?? '', operator: operator ?? '', marketer: marketer ?? '' },
    clock: system.clock,
    seed: 1,
    identitiesFile,
    onPublished: () => {},
    onShown: () => {},
    onTrouble: (who, error) => told.push(`${who}: ${error.message}`),
  })
  await api('admin', 'PUT', `/customers/${zelda.id}`, { traits: zelda.traits, consents: { marketing: 'granted' } })
  await api('admin', 'PUT', '/devices/tag-zelda', { kind: 'tag', customerId: zelda.id, hardwareAddress: tagAddress })
  for (let passed = 0; passed < demoSeconds; passed += 10) await pass(10)
  await simulator.stop()
  await system.idle()
  for (const token of [admin, operator, marketer]) forbid('a token', token, logForbidden)
  for (const { deviceId, token } of (await readIdentities(identitiesFile)).values()) {
    deviceIds.push(deviceId)
    forbid('a device’s token', token, logForbidden)
  }
}

/** Makes every kind of error that a log tells of. */
const breakThings = async () => {
  const { system, api } = laptop
  const sdk = { ...sdkOptions(system.awsUrl), requestHandler: new NodeHttpHandler() }
  const template = readTemplate(await currentTemplate(), { endpointPort: 1 })
  const kinesis = new KinesisClient(sdk)
  const now = system.clock.now()
  const boots = store.beacons.find(({ id }) => id.includes('boots'))
  const heard = (at: number) => ({ id: `${at}`, at, beacon: boots?.identity, rssi: -55 })
  const report = (sightings: unknown) => JSON.stringify({ sightings })
  const put = (record: object) =>
    kinesis.send(
      new PutRecordCommand({
        StreamName: template.ofType('AWS::Kinesis::Stream').map(nameOf)[0],
        PartitionKey: `device:${phoneId}`,
        Data: Buffer.from(JSON.stringify(record)),
      }),
    )
  const speak = (payload: string) =>
    put({
      body: Buffer.from(payload).toString('base64'),
      topic: topics.sightings(store.id, phoneId),
      clientId: phoneId,
      receivedAt: now,
    })
  const about = { v: 1, deviceId: phoneId, receivedAt: now }
  await put({ ...about, kind: 'enrol', deviceKind: 'phone', staff: false })
  await put({ ...about, kind: 'identify', customerId: zelda.id })
  // what can't be read
  await speak(`{"I am":"${zelda.traits.mail}"`)
  await speak(report([{ ...heard(now), rssi: zelda.traits.telephone }]))
  const gateway = await connectGateway(laptop, store.gateways[0]?.id ?? '')
  for (const payload of [
    `{"mac":"${tagAddress}"`,
    JSON.stringify([{ mac: tagAddress, rssi: 'loud' }]),
    zelda.traits.mail,
  ])
    await gateway.publishAsync(topics.gateway(store.id, store.gateways[0]?.id ?? '', 'minew'), payload, { qos: 1 })
  await gateway.endAsync()
  // a stranger, and somebody with her address for a name
  for (const id of [tagAddress, zelda.traits.mail])
    await connectGateway({ ...laptop, api: async () => ({ status: 200, body: { token: 'none' } }) }, id).catch(() => {})
  // an item that is too large for its table
  const traits = Object.fromEntries(
    Array.from({ length: 900 }, (_, i) => [`t${i}`, `${zelda.traits.firstName} `.repeat(60)]),
  )
  expect((await api('admin', 'PUT', `/customers/${zelda.id}`, { traits })).status).toBe(500)
  // a promise that can't be published: tried again for as long as the laptop runs
  await speak(report([2, 1, 0].map((ago) => heard(now - ago * 1000))))
  await vi.waitUntil(() => said('a mailbox stopped'), { timeout: 60_000 })
  // a ledger that is damaged
  const ledgers = template
    .ofType('AWS::DynamoDB::Table')
    .map(nameOf)
    .find((name) => name.startsWith('TablesLedgers'))
  const state = { S: `{"tier":${zelda.traits.tier}}` }
  const Item = { pk: { S: `customer:${zelda.id}` }, version: { N: '1' }, state }
  const dynamodb = new DynamoDBClient(sdk)
  await dynamodb.send(new PutItemCommand({ TableName: ledgers, Item }))
  await vi.waitUntil(() => said('is not valid JSON'), { timeout: 60_000 })
  for (const client of [kinesis, dynamodb]) client.destroy()
}

const said = (text: string) => laptop.lines.some((line) => line.includes(text))

/** What logs must not tell, and what the archive must not: there, public words are everywhere. */
const forbidAll = async () => {
  const all = [...people, { ...zelda, tagAddress }]
  for (const { id, traits, tagAddress: address } of all) {
    deviceIds.push(`tag-${id}`)
    for (const into of [logForbidden, archiveForbidden]) {
      forbid('a customer', id, into)
      if (address !== undefined) forbidAddress(address, into)
      for (const [name, value] of Object.entries(traits)) forbid(`the trait ${name}`, value, into)
    }
  }
  const isPublic = wordsOf(JSON.stringify([store, journeys, 'none']))
  for (const value of archiveForbidden.keys()) if (isPublic.has(value)) archiveForbidden.delete(value)
  const secrets = JSON.parse(readFileSync(join(laptop.folder, 'secrets.json'), 'utf8')) as object
  for (const into of [logForbidden, archiveForbidden])
    for (const secret of Object.values(secrets)) forbid('a secret', secret, into)
}

test('the run printed lines of every kind, errors among them', () => {
  const logged = lines.flatMap((line) => (line.startsWith('{"level"') ? [JSON.parse(line)] : []))
  const counts = lines.filter(isCountLine)
  const messages = new Set(logged.map(({ message }) => message))
  expect([...messages]).toEqual(
    expect.arrayContaining([
      'a connection was refused',
      'a request failed',
      'a mailbox stopped and will be tried again',
      'an invocation failed',
    ]),
  )
  expect(counts.length).toBeGreaterThan(10)
  for (const { service, function: name, requestId, coldStart } of logged)
    expect([service, typeof name, typeof requestId, typeof coldStart]).toEqual(['usher', 'string', 'string', 'boolean'])
})

test('what was counted agrees with the archive', () => {
  const counts: Record<string, number> = {}
  for (const line of lines.filter(isCountLine))
    for (const [name, value] of Object.entries(JSON.parse(line)))
      if (typeof value === 'number') counts[name] = (counts[name] ?? 0) + value
  const entries = archive.map((line) => JSON.parse(line) as { type: string; again?: boolean; suppressed?: string })
  const of = (type: string) => entries.filter((entry) => entry.type === type)
  expect(counts.Moments).toBe(of('moment').length)
  expect(counts['Messages.claimed']).toBe(of('message').filter(({ again }) => !again).length)
  expect(counts.Suppressed).toBe(of('decision').filter(({ suppressed }) => suppressed !== undefined).length)
  expect(counts.PublishFailures).toBeGreaterThan(0)
  expect(counts.BatchItemFailures).toBeGreaterThan(0)
})

test('a value that was planted in a line is found, in any spelling', () => {
  const planted = [
    'hello Zeldaqx',
    '{"saw":"PLATINUMQX"}',
    `mac F4:AB:CD:EF:12:34`,
    `{"raw":"3412efcdabf4"}`,
    `customer:${zelda.id} was contested`,
    zelda.traits.mail,
  ]
  for (const line of planted)
    for (const forbidden of [logForbidden, archiveForbidden])
      expect(findPersonal(line, forbidden, deviceIds)).not.toEqual([])
  expect(findPersonal(`mailbox device:tag-${zelda.id}`, logForbidden, deviceIds)).toEqual([])
})

test('no line tells a trait, a customer, an address, a token or a secret', () => {
  expect(lines.flatMap((line) => findPersonal(line, logForbidden, deviceIds))).toEqual([])
})

test('nor does the archive, and a customer has one pseudonym in it, whatever she carries', () => {
  expect(archive.length).toBeGreaterThan(100)
  expect(archive.flatMap((line) => findPersonal(line, archiveForbidden, deviceIds))).toEqual([])
  const pseudonyms = new Map<string, Set<string>>()
  for (const line of archive) {
    const { moment } = JSON.parse(line) as { moment?: { deviceId: string; customerId?: string } }
    if (moment?.customerId === undefined) continue
    const known = pseudonyms.get(moment.deviceId) ?? new Set()
    pseudonyms.set(moment.deviceId, known.add(moment.customerId))
  }
  expect(pseudonyms.size).toBeGreaterThan(4)
  for (const [deviceId, of] of pseudonyms) expect([deviceId, of.size]).toEqual([deviceId, 1])
})
