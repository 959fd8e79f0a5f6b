import { describe, expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { resourceRoutes } from '#shared/lambda/routes/resources.ts'
import { journeyExample } from '#shared/schemas/journey-example.ts'
import { at, saveResource } from '#test/support/builders.ts'
import { anOffer, aPersona, aSegment, aTemplate } from '#test/support/resources.ts'
import { calling } from './called.ts'

const open = () => {
  const ports = memoryPorts()
  return { ports, call: calling(resourceRoutes(ports)) }
}

const { id: _, createdAt: __, ...aJourneyBody } = journeyExample
const bodyOf = <T extends { id: string }>({ id: _, ...body }: T) => body
const bodies = {
  journey: aJourneyBody,
  segment: bodyOf(aSegment()),
  offer: bodyOf(anOffer({ venueId: 'harbour' })),
  template: bodyOf(aTemplate()),
  persona: bodyOf(aPersona()),
}
const kinds = Object.entries(bodies)

test.each(kinds)('a %s is written, read, listed and removed', async (what, body) => {
  const { call } = open()
  const params = { [`${what}Id`]: 'one' }
  const item = `/${what}s/{${what}Id}`
  const put = await call(`PUT ${item}`, body, { params })
  expect([put.status, put.body]).toEqual([
    201,
    { id: 'one', ...(what === 'journey' ? { createdAt: at(0) } : {}), ...body },
  ])
  const read = await call(`GET ${item}`, undefined, { params })
  expect(read).toEqual({ status: 200, etag: put.etag, body: put.body })
  expect((await call(`PUT ${item}`, body, { params })).status).toBe(200)
  const venue = what === 'journey' || what === 'offer' ? { venueId: 'harbour' } : {}
  expect((await call(`GET /${what}s`)).body).toEqual({ [`${what}s`]: [{ id: 'one', name: body.name, ...venue }] })
  expect((await call(`DELETE ${item}`, undefined, { params })).status).toBe(204)
  expect((await call(`GET ${item}`, undefined, { params })).status).toBe(404)
  expect((await call(`DELETE ${item}`, undefined, { params })).status).toBe(404)
})

describe('who may', () => {
  test.each(kinds)('write a %s is a marketer; analysts and operators read', async (what, body) => {
    const { call } = open()
    const params = { [`${what}Id`]: 'one' }
    const item = `/${what}s/{${what}Id}`
    for (const groups of ['[analyst]', '[operator]', '[associate]']) {
      expect((await call(`PUT ${item}`, body, { params, groups })).status).toBe(403)
      expect((await call(`DELETE ${item}`, undefined, { params, groups })).status).toBe(403)
    }
    await call(`PUT ${item}`, body, { params })
    for (const groups of ['[analyst]', '[operator@quay]', '[marketer@quay]'])
      expect((await call(`GET ${item}`, undefined, { params, groups })).status).toBe(200)
    expect((await call(`GET /${what}s`, undefined, { groups: '[associate]' })).status).toBe(403)
  })

  test.each(kinds)('a marketer of one venue writes a %s only if it is of hers', async (what, body) => {
    const { call } = open()
    const params = { [`${what}Id`]: 'one' }
    const item = `/${what}s/{${what}Id}`
    const isOfVenue = what === 'journey' || what === 'offer'
    const own = await call(`PUT ${item}`, body, { params, groups: '[marketer@harbour]' })
    expect(own.status).toBe(isOfVenue ? 201 : 403)
    expect((await call(`PUT ${item}`, body, { params, groups: '[marketer@quay]' })).status).toBe(403)
    await call(`PUT ${item}`, body, { params })
    expect((await call(`DELETE ${item}`, undefined, { params, groups: '[marketer@quay]' })).status).toBe(403)
    const removed = await call(`DELETE ${item}`, undefined, { params, groups: '[marketer@harbour]' })
    expect(removed.status).toBe(isOfVenue ? 204 : 403)
  })

  test('an offer of another venue is not taken over', async () => {
    const { call } = open()
    const params = { offerId: 'one' }
    await call('PUT /offers/{offerId}', bodies.offer, { params })
    const taken = { ...bodies.offer, venueId: 'quay' }
    const answer = await call('PUT /offers/{offerId}', taken, { params, groups: '[marketer@quay]' })
    expect([answer.status, answer.body.message]).toEqual([
      403,
      'This takes the role admin or marketer for venue "harbour"',
    ])
  })

  test('the settings concern every venue', async () => {
    const { call } = open()
    expect((await call('PUT /settings', {}, { groups: '[marketer@harbour]' })).status).toBe(403)
    expect((await call('PUT /settings', {}, { groups: '[analyst]' })).status).toBe(403)
    expect((await call('GET /settings', undefined, { groups: '[analyst@harbour]' })).status).toBe(200)
  })
})

test('only what the caller has seen is written over, and only what is not there is made new', async () => {
  const { call } = open()
  const params = { segmentId: 'gold' }
  const put = (name: string, headers: Record<string, string>) =>
    call('PUT /segments/{segmentId}', { ...bodies.segment, name }, { params, headers })
  const first = await put('First', { 'if-none-match': '*' })
  expect((await put('Second', { 'if-none-match': '*' })).status).toBe(412)
  const second = await put('Second', { 'if-match': first.etag })
  expect([second.status, second.body.name]).toEqual([200, 'Second'])
  const late = await put('Late', { 'if-match': first.etag })
  expect([late.status, late.etag]).toEqual([412, second.etag])
  const removal = { params, headers: { 'if-match': first.etag } }
  expect((await call('DELETE /segments/{segmentId}', undefined, removal)).status).toBe(412)
  const seen = await call('GET /segments/{segmentId}', undefined, { params, headers: { 'if-none-match': second.etag } })
  expect(seen.status).toBe(304)
})

test('a thousand journeys come page by page', async () => {
  const { ports, call } = open()
  const ids = Array.from({ length: 1000 }, (_, i) => `journey-${String(i).padStart(4, '0')}`)
  for (const id of ids) await saveResource(ports.drafts, 'journeys', { ...journeyExampleNamed(id) })
  const listed: string[] = []
  let query: Record<string, string> = { limit: '200' }
  for (let page = 0; page < 5; page++) {
    const { body } = await call('GET /journeys', undefined, { query })
    listed.push(...body.journeys.map(({ id }: { id: string }) => id))
    expect('next' in body).toBe(page < 4)
    query = { limit: '200', after: body.next ?? '' }
  }
  expect(listed).toEqual(ids)
})

const journeyExampleNamed = (id: string) => {
  const { moment, venueId, usefulForSeconds } = { ...journeyExample.entrance, moment: 'venue.enter' as const }
  const steps = [{ id: 'end', kind: 'exit' as const }] as const
  return { ...journeyExample, id, entrance: { moment, venueId, usefulForSeconds }, steps, frequencyCaps: [] }
}

test('an offer that a journey gives is not removed, and the journey is named', async () => {
  const { call } = open()
  await call('PUT /offers/{offerId}', bodies.offer, { params: { offerId: 'boots-20' } })
  await call('PUT /journeys/{journeyId}', bodies.journey, { params: { journeyId: 'boots-offer' } })
  const { status, body } = await call('DELETE /offers/{offerId}', undefined, { params: { offerId: 'boots-20' } })
  expect([status, body]).toEqual([
    409,
    {
      message:
        'The offer "boots-20" is needed by journeys "boots-offer" (steps[0].message.offerId): change or remove those first',
      referrers: [{ kind: 'journeys', id: 'boots-offer', field: 'steps[0].message.offerId' }],
    },
  ])
})

test('the settings say what holds before anybody wrote them, and again when they are removed', async () => {
  const { call } = open()
  const before = await call('GET /settings')
  expect(before.body).toEqual(defaultSettings)
  const put = await call('PUT /settings', { holdoutPercent: 5 }, { headers: { 'if-match': before.etag } })
  expect([put.status, put.body]).toEqual([200, { ...defaultSettings, holdoutPercent: 5 }])
  expect((await call('GET /settings')).etag).toBe(put.etag)
  const stale = await call('PUT /settings', {}, { headers: { 'if-match': before.etag } })
  expect(stale.status).toBe(412)
  expect((await call('DELETE /settings', undefined, { headers: { 'if-match': put.etag } })).status).toBe(204)
  expect((await call('GET /settings')).body).toEqual(defaultSettings)
})

test('a field that is misspelt is refused with its place, and nothing is stored', async () => {
  const { call } = open()
  const params = { offerId: 'boots-20' }
  const { status, body } = await call('PUT /offers/{offerId}', { ...bodies.offer, stok: 5 }, { params })
  expect([status, body.issues[0].path]).toEqual([400, 'stok'])
  expect((await call('GET /offers/{offerId}', undefined, { params })).status).toBe(404)
})
