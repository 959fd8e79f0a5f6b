import { expect, test } from 'vitest'
import { ApiError } from '#infra/local/api-error.ts'
import { ConnectionLost } from '#infra/local/endpoint.ts'
import { topics } from '#shared/domain/topic.ts'
import { entriesOf, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, approaching } from './phone.ts'

/** Makes the laptop's store unreachable, with an error 500 and a reset connection by turns, until it is let back. */
const takeStoreAway = (system: { interfereBy: Awaited<ReturnType<typeof startLaptop>>['system']['interfereBy'] }) => {
  let away = true
  let refused = 0
  system.interfereBy(async ({ service }, go) => {
    if (!away || service !== 'dynamodb') return go()
    refused += 1
    if (refused % 2 === 0) throw new ConnectionLost()
    throw new ApiError('InternalServerError', 'the store is away', 500)
  })
  return {
    refused: () => refused,
    giveBack: () => {
      away = false
    },
  }
}

test('ten minutes without the store lose nothing but the offers whose moment has passed', {
  timeout: 120_000,
}, async () => {
  const laptop = await startLaptop()
  await openHarbour(laptop)
  const { system } = laptop
  const [ada, grace, walker] = [
    await aPhone(laptop, { customerId: 'ada' }),
    await aPhone(laptop, { customerId: 'grace' }),
    await aPhone(laptop),
  ]
  await walker.report(approaching('watches', system.clock.now())) // her dwell and her exit are due during the outage

  const store = takeStoreAway(system)
  const start = system.clock.now()
  // heard by a phone that is offline, and reported when it is too late; the other reports come at once and wait in the stream
  const early = approaching('boots', start)
  await ada.publish(topics.receipts(ada.deviceId), JSON.stringify({ messageId: 'm1', event: 'opened', at: start }))
  await system.clock.step(600_000)
  expect(store.refused()).toBeGreaterThan(0)
  await ada.publish(topics.sightings('harbour', ada.deviceId), JSON.stringify({ sightings: early }))
  const late = approaching('boots', system.clock.now())
  await grace.publish(topics.sightings('harbour', grace.deviceId), JSON.stringify({ sightings: late }))
  expect(entriesOf(laptop, 'receipt')).toEqual([])

  store.giveBack()
  await system.idle()
  await laptop.pass(180)
  await Promise.all([ada.settled(), grace.settled()])

  const whose =
    (deviceId: string) =>
    ({ moment }: { moment: { deviceId: string } }) =>
      moment.deviceId === deviceId
  expect(entriesOf(laptop, 'receipt').map(({ receipt }) => receipt.messageId)).toEqual(['m1'])
  expect(
    entriesOf(laptop, 'decision')
      .filter(({ occasion }) => occasion.deviceId === ada.deviceId)
      .map(({ suppressed }) => suppressed),
  ).toEqual(['stale'])
  expect(ada.messages).toEqual([])
  expect(grace.messages.map(({ title }) => title)).toEqual(['Boots'])
  const kinds = entriesOf(laptop, 'moment')
    .filter(whose(walker.deviceId))
    .map(({ moment }) => moment.kind)
  expect(kinds).toEqual(['venue.enter', 'zone.enter', 'zone.dwell', 'zone.exit', 'venue.exit'])
  const outcomes = entriesOf(laptop, 'outcomes').flatMap((entry) => entry.outcomes)
  expect(outcomes.filter(({ outcome }) => outcome === 'parked' || outcome === 'ignored')).toEqual([])
  const ids = outcomes.flatMap(({ id }) => id ?? [])
  expect(new Set(ids)).toEqual(
    new Set([...early, ...late].map(({ id }) => id).concat(ids.filter((id) => id.startsWith('watches')))),
  )
  await Promise.all([ada, grace, walker].map((phone) => phone.close()))
  await laptop.close()
})
