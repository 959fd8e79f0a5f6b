import { afterAll, beforeAll, expect, test } from 'vitest'
import { harbour } from './harbour.ts'
import { type Laptop, pointerIsReadAgainAfterSeconds, startLaptop } from './laptop.ts'
import { aPhone, approaching, type TestPhone } from './phone.ts'
import { type OpenApi, validatingClient } from './validating-client.ts'

let laptop: Laptop
let phone: TestPhone
let client: ReturnType<typeof validatingClient>

beforeAll(async () => {
  laptop = await startLaptop()
  const document = (await laptop.api('analyst', 'GET', '/openapi.json')).body as OpenApi
  client = validatingClient(document, laptop.system.apiUrl, (role) => laptop.system.tokenFor([role]))
  phone = await aPhone(laptop, { customerId: 'ada' })
})
afterAll(async () => {
  await phone.close()
  await laptop.close()
})

const marketer = (key: string, asked: Parameters<typeof client.call>[2] = {}) => client.call('marketer', key, asked)

const offer = { name: '20 % off boots', venueId: 'harbour', stock: 5, perCustomer: 1, codeValidSeconds: 3600 }
const journey = {
  name: 'Concert tonight',
  priority: 50,
  entrance: { broadcast: true, venueId: 'harbour', usefulForSeconds: 600, audience: { $segment: 'gold' } },
  steps: [
    {
      id: 'concert',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'offer', templateId: 'concert', offerId: 'boots-20' },
      expiresInSeconds: 1800,
    },
  ],
  frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
  consent: ['marketing'],
  paused: false,
}
const template = {
  name: 'Concert',
  title: 'Tonight, {{ customer.firstName }}',
  body: 'At {{ venue.name }}: {{ offer.name }}',
  fallbacks: { 'customer.firstName': 'everybody' },
}
const segment = { name: 'Gold', condition: { 'customer.tier': 'gold' } }
const persona = { name: 'Ada', traits: { tier: 'gold' }, consents: {} }

test('a marketer writes all that a journey needs, and sees what is missing until it is there', async () => {
  await laptop.api('operator', 'PUT', '/venues/harbour', harbour)
  const put = await marketer('PUT /journeys/{journeyId}', { params: { journeyId: 'concert' }, body: journey })
  expect(put.status).toBe(201)
  const before = await marketer('POST /validate')
  const faults = before.body.faults as { path: string }[]
  expect(faults.map(({ path }) => path).toSorted()).toEqual([
    'journeys.concert.entrance.audience.$segment',
    'journeys.concert.steps[0].message.templateId',
  ])
  await marketer('PUT /segments/{segmentId}', { params: { segmentId: 'gold' }, body: segment })
  await marketer('PUT /offers/{offerId}', { params: { offerId: 'boots-20' }, body: offer })
  await marketer('PUT /templates/{templateId}', { params: { templateId: 'concert' }, body: template })
  await marketer('PUT /personas/{personaId}', { params: { personaId: 'ada' }, body: persona })
  const settings = await marketer('GET /settings')
  const body = { ...settings.body, seeds: ['ada'] }
  const headers = { 'if-match': settings.etag ?? '' }
  expect((await marketer('PUT /settings', { body, headers })).status).toBe(200)
  expect((await marketer('PUT /settings', { body: settings.body, headers })).status).toBe(412)
  expect((await marketer('POST /validate')).body).toEqual({ isPublishable: true, faults: [], warnings: [] })
})

test('what is needed is not removed, and who needs it is named', async () => {
  for (const [key, params] of [
    ['DELETE /segments/{segmentId}', { segmentId: 'gold' }],
    ['DELETE /offers/{offerId}', { offerId: 'boots-20' }],
    ['DELETE /templates/{templateId}', { templateId: 'concert' }],
  ] as const) {
    const { status, body } = await marketer(key, { params })
    expect([status, (body.referrers as { id: string }[]).map(({ id }) => id)]).toEqual([409, ['concert']])
  }
  expect((await client.call('analyst', 'DELETE /segments/{segmentId}', { params: { segmentId: 'gold' } })).status).toBe(
    403,
  )
})

test('the draft is tried on the phones of the seeds before anybody else gets it', async () => {
  const { status, body } = await marketer('POST /journeys/{journeyId}/test', {
    params: { journeyId: 'concert' },
    body: {},
  })
  expect([status, body.outcomes]).toEqual([
    200,
    [
      {
        customerId: 'ada',
        stepId: 'concert',
        outcome: 'sent',
        title: 'Test: Tonight, everybody',
        body: `At ${harbour.name}: 20 % off boots`,
        locale: 'en',
      },
    ],
  ])
  await phone.settled()
  expect(phone.messages.map(({ title }) => title)).toEqual(['Test: Tonight, everybody'])
})

test('it is published, compared and looked at page by page', async () => {
  const { status, body } = await client.call('admin', 'POST /publish', { body: {} })
  expect([status, body.journeys, body.warnings]).toEqual([200, 1, []])
  const params = { version: String(body.published) }
  const release = await client.call('analyst', 'GET /releases/{version}', { params })
  expect(release.body.counts).toMatchObject({ journeys: 1, segments: 1, offers: 1, templates: 1 })
  const diff = await client.call('analyst', 'GET /releases/{version}/diff', { params, query: { limit: 200 } })
  const changes = diff.body.changes as { key: string }[]
  expect(changes.map(({ key }) => key).filter((key) => !key.startsWith('venues/'))).toEqual([
    'journeys/concert',
    'offers/boots-20',
    'segments/gold',
    'settings',
    'templates/concert',
  ])
  for (const kind of ['journeys', 'segments', 'offers', 'templates', 'personas']) {
    const page = await client.call('operator', `GET /${kind}`, { query: { limit: 1 } })
    expect([page.status, (page.body[kind] as unknown[]).length]).toEqual([200, 1])
  }
})

test('a broadcast reaches the mailboxes of those who are there', async () => {
  await laptop.pass(pointerIsReadAgainAfterSeconds)
  await phone.report(approaching('boots', laptop.system.clock.now()))
  const broadcast = (zoneId: string) =>
    client.call('operator', 'POST /journeys/{journeyId}/broadcast', {
      params: { journeyId: 'concert' },
      body: { zoneId },
    })
  const { status, body } = await broadcast('shoes')
  expect([status, body]).toEqual([202, { broadcastId: expect.any(String), people: 1 }])
  expect((await broadcast('watches')).body).toMatchObject({ people: 0 })
  await laptop.system.idle()
  expect(laptop.troubles).toEqual([])
})

test('feeds, pauses and orders for runs take effect without publishing', async () => {
  const params = { feedName: 'weather' }
  const body = { data: { celsius: 31 }, holdsForSeconds: 1800 }
  expect((await client.call('operator', 'PUT /feeds/{feedName}', { params, body })).status).toBe(200)
  expect((await client.call('analyst', 'GET /feeds')).body).toMatchObject({ feeds: [{ name: 'weather' }] })
  expect((await client.call('operator', 'DELETE /feeds/{feedName}', { params })).status).toBe(204)
  const pause = { scope: 'journey', id: 'concert', paused: true }
  expect((await marketer('POST /pause', { body: pause })).status).toBe(200)
  expect((await client.call('analyst', 'GET /pauses')).body).toMatchObject({ journeys: ['concert'] })
  const journeyId = 'concert'
  const refused = await marketer('POST /journeys/{journeyId}/broadcast', { params: { journeyId }, body: {} })
  expect(refused.status).toBe(409)
  await marketer('POST /pause', { body: { ...pause, paused: false } })
  const ordered = await marketer('POST /journeys/{journeyId}/runs', { params: { journeyId }, body: { act: 'end' } })
  expect(ordered.status).toBe(202)
})

test('everything that changed something is in the audit trail', async () => {
  const { body } = await client.call('analyst', 'GET /audit', { query: { limit: 200 } })
  const entries = body.entries as { action: string; what: string; state: string }[]
  expect(entries.every(({ state }) => state === 'done')).toBe(true)
  expect(new Set(entries.map(({ action }) => action))).toEqual(
    new Set(['put', 'test', 'publish', 'broadcast', 'pause', 'resume', 'end']),
  )
  expect(entries.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['settings', 'segments/gold', 'offers/boots-20', 'templates/concert', 'personas/ada']),
  )
})
