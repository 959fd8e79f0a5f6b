import { expect, test } from 'vitest'
import type { Journey } from '#shared/domain/journey.ts'
import type { Membership } from '#shared/domain/occupancy.ts'
import { occasionSchema } from '#shared/schemas/stream.ts'
import { broadcastJourney } from '#shared/use-cases/broadcast-journey.ts'
import { aCaller, aJourney, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { watchedPorts } from './support.ts'

const asked = { by: aCaller(), now: at(60), requestId: 'request-1' }

const concert: Journey = {
  ...aJourney(),
  id: 'concert',
  entrance: { broadcast: true, venueId: 'store', usefulForSeconds: 120 },
}

const aMembership = (ledgerId: string, zones: string[] | undefined, venueId = 'store'): Membership => ({
  venueId,
  visitor: `visitor of ${ledgerId}`,
  ledgerId,
  zones,
  rank: [1, 1],
  at: at(0),
})

const open = async (journeys: Journey[] = [concert, aJourney()]) => {
  const watched = watchedPorts()
  await watched.memory.releases.publish(aReleaseContent({ journeys }), undefined, aNote())
  await watched.memory.occupancies.note([
    aMembership('customer:ada', ['fashion', 'shoes']),
    aMembership('device:phone-2', ['cafe']),
    aMembership('customer:bea', undefined),
    aMembership('customer:eve', ['kiosk'], 'station'),
  ])
  return { ...watched, broadcast: broadcastJourney(watched.ports) }
}

test('everybody who is in the venue now gets the start of the journey into her mailbox, and nobody else', async () => {
  const { broadcast, memory } = await open()
  const result = await broadcast('concert', {}, asked)
  expect(result).toEqual({ broadcastId: expect.stringMatching(/^[\w-]{22}$/), people: 2 })
  const start = {
    v: 1,
    kind: 'start',
    id: expect.any(String),
    journeyId: 'concert',
    by: 'broadcast',
    receivedAt: at(60),
  }
  expect(memory.streamed).toEqual([
    { key: 'customer:ada', body: { ...start, customerId: 'ada' } },
    { key: 'visitor:phone-2', body: { ...start, deviceId: 'phone-2' } },
  ])
  for (const { body } of memory.streamed) expect(occasionSchema.parse(body)).toEqual(body)
})

test('of one zone those who are in it, or in a zone inside of it', async () => {
  const { broadcast, memory } = await open()
  expect(await broadcast('concert', { venueId: 'store', zoneId: 'fashion' }, asked)).toMatchObject({ people: 1 })
  expect(memory.streamed.map(({ key }) => key)).toEqual(['customer:ada'])
})

test('the same request sent again puts the same ids, another one others', async () => {
  const { broadcast, memory } = await open()
  const first = await broadcast('concert', {}, asked)
  expect(await broadcast('concert', {}, { ...asked, now: at(61) })).toEqual(first)
  await broadcast('concert', {}, { ...asked, requestId: 'request-2' })
  const ids = memory.streamed.map(({ body }) => occasionSchema.parse(body).id)
  expect(ids.slice(0, 2)).toEqual(ids.slice(2, 4))
  expect(new Set(ids).size).toBe(4)
})

test('it is in the audit trail', async () => {
  const { broadcast, memory } = await open()
  const result = await broadcast('concert', {}, asked)
  if (!('broadcastId' in result)) throw new Error('nothing was sent')
  const { entries } = await memory.audit.list('store', { limit: 9 })
  expect(entries).toMatchObject([
    { action: 'broadcast', what: `journeys/concert/broadcasts/${result.broadcastId}`, who: aCaller(), state: 'done' },
  ])
})

test('what is not live, does not wait for a broadcast or is paused is not sent', async () => {
  const { broadcast, memory } = await open()
  expect(await broadcast('concerto', {}, asked)).toEqual({ refused: 'not_live' })
  expect(await broadcast('shoe-care', {}, asked)).toEqual({ refused: 'no_broadcast' })
  for (const target of [
    { scope: 'journey', id: 'concert' },
    { scope: 'venue', id: 'store' },
    { scope: 'everything' },
  ] as const) {
    await memory.releases.setPause(target, true)
    expect(await broadcast('concert', {}, asked)).toEqual({ refused: 'paused' })
    await memory.releases.setPause(target, false)
  }
  expect(memory.streamed).toEqual([])
  const stopped = await open([{ ...concert, paused: true }])
  expect(await stopped.broadcast('concert', {}, asked)).toEqual({ refused: 'paused' })
})

test('another venue, or a zone that there is not, is named with what was meant', async () => {
  const { broadcast, memory } = await open()
  expect(await broadcast('concert', { venueId: 'station' }, asked)).toEqual({
    faults: [
      { path: 'venueId', reason: 'must be "store", the venue of the journey, or be left out', example: 'store' },
    ],
  })
  expect(await broadcast('concert', { zoneId: 'shoos' }, asked)).toEqual({
    faults: [{ path: 'zoneId', reason: 'there is no zone "shoos"; did you mean "shoes"?', example: 'shoes' }],
  })
  expect(memory.streamed).toEqual([])
})
