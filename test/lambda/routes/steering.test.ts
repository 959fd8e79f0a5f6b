import { describe, expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { feedLimits } from '#shared/domain/feed.ts'
import { steeringRoutes } from '#shared/lambda/routes/steering.ts'
import { aJourney, aNote, aReleaseContent, at, removeJourney, saveJourney } from '#test/support/builders.ts'
import { calling } from './called.ts'

const open = async () => {
  const ports = memoryPorts()
  await ports.releases.publish(aReleaseContent(), undefined, aNote())
  return { ports, call: calling(steeringRoutes(ports)) }
}

describe('pauses', () => {
  test('are set, told and taken back', async () => {
    const { call } = await open()
    const paused = { everything: false, venues: [], journeys: ['shoe-care'] }
    const target = { scope: 'journey', id: 'shoe-care' }
    expect((await call('POST /pause', { ...target, paused: true })).body).toEqual(paused)
    expect(await call('GET /pauses', undefined, { groups: '[analyst@store]' })).toMatchObject({
      status: 200,
      body: paused,
    })
    expect((await call('POST /pause', { ...target, paused: false })).body).toEqual({ ...paused, journeys: [] })
  })

  test('of what nobody knows are none, and everything takes the role in every venue', async () => {
    const { call } = await open()
    const known = { scope: 'venue', id: 'store', paused: true }
    expect((await call('POST /pause', { ...known, id: 'stoer' })).status).toBe(404)
    expect((await call('POST /pause', known, { groups: '[operator@station]' })).status).toBe(403)
    const everything = { scope: 'everything', paused: true }
    expect((await call('POST /pause', everything, { groups: '[marketer@store]' })).status).toBe(403)
    expect((await call('POST /pause', known, { groups: '[marketer@store]' })).status).toBe(200)
  })
})

describe('feeds', () => {
  const weather = { data: { celsius: 31 }, holdsForSeconds: 1800 }
  const put = 'PUT /feeds/{feedName}'
  const params = { feedName: 'weather' }

  test('are told, hold for a while, and are forgotten', async () => {
    const { ports, call } = await open()
    const told = { name: 'weather', data: { celsius: 31 }, until: at(1800) }
    expect(await call(put, weather, { params })).toMatchObject({ status: 200, body: told })
    expect((await call('GET /feeds', undefined, { groups: '[analyst]' })).body).toEqual({ feeds: [told] })
    expect((await ports.releases.pointer(at(1799))).feeds).toEqual({ weather: { celsius: 31 } })
    expect((await ports.releases.pointer(at(1800))).feeds).toEqual({})
    expect((await call('DELETE /feeds/{feedName}', undefined, { params })).status).toBe(204)
    expect((await call('GET /feeds')).body).toEqual({ feeds: [] })
  })

  test('that no longer hold are not listed', async () => {
    const { ports, call } = await open()
    await ports.releases.setFeed('old', { data: {}, until: at(0) })
    expect((await call('GET /feeds')).body).toEqual({ feeds: [] })
  })

  test('take a name that a condition can ask for, an object, and a bounded size', async () => {
    const { call } = await open()
    const refused = async (body: unknown, name = 'weather') => {
      const answer = await call(put, body, { params: { feedName: name } })
      return [answer.status, answer.body.issues?.[0].path]
    }
    expect(await refused(weather, 'weather.now')).toEqual([400, 'feedName'])
    expect(await refused({ data: 31 })).toEqual([400, 'data'])
    expect(await refused({ data: { text: 'x'.repeat(feedLimits.bytes) } })).toEqual([400, 'data'])
    expect(await refused({ ...weather, holdsForSeconds: 59 })).toEqual([400, 'holdsForSeconds'])
    expect(await refused({ ...weather, until: 5 })).toEqual([400, 'until'])
  })

  test('are twenty at most; one that is told again or holds no more takes no place', async () => {
    const { ports, call } = await open()
    for (let i = 0; i < feedLimits.count; i++) await call(put, weather, { params: { feedName: `f${i}` } })
    const full = await call(put, weather, { params })
    expect([full.status, full.body.message]).toEqual([
      409,
      expect.stringMatching(/^There are 20 feeds already: f0, f1,/),
    ])
    expect((await call(put, weather, { params: { feedName: 'f3' } })).status).toBe(200)
    await ports.releases.setFeed('f3', { data: {}, until: at(0) })
    expect((await call(put, weather, { params })).status).toBe(200)
  })

  test('concern every venue, and are not an analyst’s to tell', async () => {
    const { call } = await open()
    expect((await call(put, weather, { params, groups: '[operator@store]' })).status).toBe(403)
    expect((await call(put, weather, { params, groups: '[analyst]' })).status).toBe(403)
    expect((await call(put, weather, { params, groups: '[operator]' })).status).toBe(200)
  })
})

describe('runs that began before the live version', () => {
  const order = 'POST /journeys/{journeyId}/runs'
  const params = { journeyId: 'shoe-care' }

  test('are ended, or go on by it, and who ordered it is written down', async () => {
    const { ports, call } = await open()
    const end = { act: 'end', before: 'release-1' }
    expect(await call(order, { act: 'end' }, { params, groups: '[marketer@store]' })).toMatchObject({
      status: 202,
      body: end,
    })
    expect((await ports.releases.pointer(at(0))).orders).toEqual({ 'shoe-care': end })
    expect((await call(order, { act: 'migrate' }, { params })).body).toEqual({ ...end, act: 'migrate' })
    const { entries } = await ports.audit.list('store', { limit: 9 })
    expect(entries.map(({ action, what, state }) => [action, what, state]).toSorted()).toEqual([
      ['end', 'journeys/shoe-care/runs', 'done'],
      ['migrate', 'journeys/shoe-care/runs', 'done'],
    ])
  })

  test('of a journey that was taken off live can be ended and not migrated', async () => {
    const { ports, call } = await open()
    await ports.releases.publish(aReleaseContent({ version: 'release-2', journeys: [] }), 'release-1', aNote())
    expect((await call(order, { act: 'migrate' }, { params })).status).toBe(409)
    expect((await call(order, { act: 'end' }, { params, groups: '[marketer@store]' })).body).toEqual({
      act: 'end',
      before: 'release-2',
    })
  })

  test('are nobody’s of an unknown journey, nor while nothing is live, nor another venue’s', async () => {
    const { call } = await open()
    expect((await call(order, { act: 'end' }, { params: { journeyId: 'shoe-car' } })).status).toBe(404)
    expect((await call(order, { act: 'end' }, { params, groups: '[marketer@station]' })).status).toBe(403)
    expect((await call(order, { act: 'stop' }, { params })).status).toBe(400)
    const fresh = memoryPorts()
    await saveJourney(fresh.drafts, aJourney())
    const answer = await calling(steeringRoutes(fresh))(order, { act: 'end' }, { params })
    expect([answer.status, answer.body.message]).toEqual([409, 'Nothing is live, so that there are no runs'])
    await removeJourney(fresh.drafts, 'shoe-care')
    expect((await calling(steeringRoutes(fresh))(order, { act: 'end' }, { params })).status).toBe(404)
  })
})
