import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { Beacon } from '#shared/domain/venue.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { releaseRoutes } from '#shared/lambda/routes/releases.ts'
import { venuePartRoutes } from '#shared/lambda/routes/venue-parts.ts'
import { venueRoutes } from '#shared/lambda/routes/venues.ts'
import { aNote, aReleaseContent, saveDraft } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'

const identityKey = '2b7e151628aed2a6abf7158809cf4f3c'
const identity: Beacon['identity'] & { identityKey: string } = {
  uuid: 'f'.repeat(32),
  major: 1,
  minor: 1,
  identityKey,
}
const secretive = aVenue({ beacons: [{ id: 'b1', identity, floorId: 'ground' }], zones: [], gateways: [] })

const open = async () => {
  const ports = memoryPorts()
  await saveDraft(ports.drafts, secretive)
  const publish = (version: string, key: string, previous?: string) => {
    const beacons = [{ id: 'b1', identity: { ...identity, identityKey: key }, floorId: 'ground' }]
    const content = aReleaseContent({ version, venues: [{ ...secretive, beacons }], journeys: [] })
    return ports.releases.publish(content, previous, aNote())
  }
  await publish('v1', '00'.repeat(16))
  await publish('v2', identityKey.toUpperCase(), 'v1')
  const handler = httpHandler({ ...venueRoutes(ports), ...venuePartRoutes(ports), ...releaseRoutes(ports) })
  return async (key: string, groups: string, params: Record<string, string>, query?: Record<string, string>) => {
    const answer = await handler(httpEvent(key, { groups, params, ...(query && { query }) }), lambdaContext)
    if (typeof answer !== 'object') throw new Error('no answer')
    return { status: answer.statusCode, etag: answer.headers?.etag, text: answer.body ?? '' }
  }
}

test.each([
  ['GET /venues/{venueId}', { venueId: 'store' }],
  ['GET /venues/{venueId}/beacons', { venueId: 'store' }],
  ['GET /venues/{venueId}/beacons/{beaconId}', { venueId: 'store', beaconId: 'b1' }],
  ['GET /diff', {}],
  ['GET /releases/{version}/diff', { version: 'v2' }],
] as const)('%s shows the key of a beacon to operators and admins of its venue only', async (key, params) => {
  const call = await open()
  const query = key.endsWith('diff') ? { venueId: 'store' } : undefined
  const shows = async (groups: string) => {
    const { status, text } = await call(key, groups, params, query)
    return [status, text.toLowerCase().includes(identityKey)]
  }
  expect(await shows('[operator@store]')).toEqual([200, true])
  expect(await shows('[admin]')).toEqual([200, true])
  expect(await shows('[analyst operator@station]')).toEqual([200, false])
  expect(await shows('[marketer@store]')).toEqual([200, false])
})

test('who sees a beacon without its key has the same etag of it', async () => {
  const call = await open()
  const params = { venueId: 'store', beaconId: 'b1' }
  const [operator, analyst] = await Promise.all(
    ['[operator]', '[analyst]'].map((groups) => call('GET /venues/{venueId}/beacons/{beaconId}', groups, params)),
  )
  expect(operator?.etag).toBeDefined()
  expect(analyst?.etag).toBe(operator?.etag)
})
