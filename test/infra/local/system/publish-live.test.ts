import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Venue } from '#shared/domain/venue.ts'
import { harbour } from './harbour.ts'
import { entriesOf, type Laptop, startLaptop } from './laptop.ts'
import { aPhone, approaching, aSighting } from './phone.ts'

const zonesOf = (...ids: string[]) => harbour.zones.filter(({ id }) => ids.includes(id))
const withoutBoots: Venue = {
  ...harbour,
  zones: zonesOf('shoes', 'watches').map((zone) =>
    // before Boots is drawn, its beacon is one more of Shoes
    zone.id === 'shoes' ? { ...zone, area: { beaconIds: ['shoes', 'boots'], gatewayIds: [] } } : zone,
  ),
}

let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop()
})
afterAll(() => laptop.close())

test('the operator draws Boots inside Shoes and publishes: within 10 s a shopper there enters Boots and has not left Shoes', async () => {
  const { api, pass, system } = laptop
  expect((await api('operator', 'PUT', '/venues/harbour', withoutBoots)).status).toBe(201)
  expect((await api('operator', 'POST', '/publish', { venueId: 'harbour' })).status).toBe(200)
  await pass(6)
  const phone = await aPhone(laptop)
  await phone.report(approaching('boots', system.clock.now()))
  const momentsSince = (start: number) =>
    entriesOf(laptop, 'moment', start)
      .filter(({ moment }) => moment.deviceId === phone.deviceId)
      .map(({ moment: { kind, zoneId } }) => [kind, zoneId])
  expect(momentsSince(0)).toEqual([
    ['venue.enter', undefined],
    ['zone.enter', 'shoes'],
  ])

  const start = laptop.journal.length
  const [boots] = zonesOf('boots')
  const { id: _, ...drawn } = { ...boots }
  expect((await api('operator', 'PUT', '/venues/harbour/zones/boots', drawn)).status).toBe(201)
  const [shoes] = zonesOf('shoes')
  const { id: __, ...alone } = { ...shoes }
  expect((await api('operator', 'PUT', '/venues/harbour/zones/shoes', alone)).status).toBe(200)
  expect((await api('operator', 'POST', '/publish', { venueId: 'harbour' })).status).toBe(200)
  for (let second = 0; second < 10; second++) {
    await pass(1)
    await phone.report([aSighting('boots', system.clock.now())])
  }
  expect(momentsSince(start)).toEqual([['zone.enter', 'boots']])
  await phone.close()
})
