import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { topics } from '#shared/domain/topic.ts'
import { sdkOptions } from '../sdk-options.ts'
import { harbour, type Spot } from './harbour.ts'
import { type Laptop, newFolder, openHarbour, putHarbour, startLaptop } from './laptop.ts'
import { aPhone, approaching, connectGateway, type TestPhone } from './phone.ts'

const folder = newFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const counted = async ({ api }: Laptop) => {
  const { status, body } = await api('analyst', 'GET', '/venues/harbour/occupancy')
  const { at: _, ...rest } = body as { at: number }
  return { status, ...rest }
}

/** Every message comes three times, as a network does that lost the acknowledgements. */
const goesTo = async ({ system }: Laptop, phone: TestPhone, spot: Spot) => {
  const sightings = approaching(spot, system.clock.now())
  const payload = JSON.stringify({ sightings })
  for (let time = 0; time < 3; time++) await phone.publish(topics.sightings('harbour', phone.deviceId), payload)
  await phone.settled()
}

/** A gateway hears these transmitters, three seconds long, and says each thing three times. */
const isHeardBy = async (laptop: Laptop, gatewayId: 'minew', addresses: readonly string[]) => {
  const gateway = await connectGateway(laptop, gatewayId)
  const now = laptop.system.clock.now()
  for (const second of [2, 1, 0]) {
    const heard = addresses.map((address) => ({ address, rssi: -60, advertisement: tagAdvertisement(address, second) }))
    for (const payload of writers[gatewayId]?.('c0ffee000001', heard, now - second * 1000) ?? []) {
      for (let time = 0; time < 3; time++)
        await gateway.publishAsync(topics.gateway('harbour', gatewayId, gatewayId), payload, { qos: 1 })
    }
    await laptop.system.idle()
  }
  await gateway.endAsync(true)
}

const adasTag = 'ac233f5e6a01'
const tillsTag = 'ac233f5e6a02'
const nobody = { shoes: 0, boots: 0, watches: 0, lounge: 0 }

test('the count is that of the shoppers who are there, whatever comes twice and whenever the laptop is switched off', async () => {
  const laptop = await startLaptop(folder)
  await openHarbour(laptop)
  const shoppers = [
    await aPhone(laptop, { customerId: 'ada' }),
    await aPhone(laptop, { customerId: 'ben' }),
    await aPhone(laptop),
    await aPhone(laptop),
  ]
  const [ada, ben, carl, staff] = shoppers
  if (!ada || !ben || !carl || !staff) throw new Error('somebody is missing')
  await laptop.api('operator', 'PUT', `/devices/${staff.deviceId}`, { kind: 'phone', staff: true })
  await laptop.api('operator', 'PUT', '/devices/tag-1', { kind: 'tag', customerId: 'ada', hardwareAddress: adasTag })
  await laptop.api('operator', 'PUT', '/devices/till-1', { kind: 'till', hardwareAddress: tillsTag })
  await laptop.system.idle()
  expect(await counted(laptop)).toEqual({ status: 200, venue: 0, zones: nobody, floors: { ground: 0 } })

  await goesTo(laptop, ada, 'boots')
  await isHeardBy(laptop, 'minew', [adasTag, tillsTag])
  await goesTo(laptop, ben, 'watches')
  await goesTo(laptop, carl, 'boots')
  await goesTo(laptop, staff, 'boots')
  const inside = { status: 200, venue: 3, zones: { ...nobody, shoes: 2, boots: 2, watches: 1 }, floors: { ground: 3 } }
  expect(await counted(laptop)).toEqual(inside)
  await Promise.all(shoppers.map((phone) => phone.close()))
  await laptop.close()

  // the stream begins again, as after a crash that kept no place in it
  for (const checkpoint of globSync(join(folder, 'streams', '*', 'checkpoints', '**', '*.json'))) rmSync(checkpoint)
  const second = await startLaptop(folder)
  await second.system.idle()
  expect(await counted(second)).toEqual(inside)
  await second.pass(40) // a dwell in Watches rings before the exit
  await second.pass(50) // everybody has left
  expect(await counted(second)).toEqual({ status: 200, venue: 0, zones: nobody, floors: { ground: 0 } })
  expect(await second.api('analyst', 'GET', '/venues/elsewhere/occupancy')).toEqual({
    status: 404,
    body: { message: 'There is no published venue "elsewhere"' },
  })
  expect(second.troubles).toEqual([])
  await second.close()
})

test('whom nobody registered is counted where the venue says so, and the day’s salt is gone after midnight', async () => {
  const laptop = await startLaptop()
  await openHarbour(laptop)
  const strangers = Array.from({ length: 30 }, (_, i) => `d4f513c07b${(16 + i).toString(16)}`)
  await isHeardBy(laptop, 'minew', strangers)
  expect(await saltsOf(laptop)).toEqual([])

  await putHarbour(async (role, method, path, body) =>
    laptop.api(
      role,
      method,
      path,
      path === '/venues/harbour' ? { ...harbour, timezone: lateIn(laptop), countsAnonymous: true } : body,
    ),
  )
  await laptop.pass(120)
  const from = new Date(laptop.system.clock.now()).toISOString()
  await isHeardBy(laptop, 'minew', strangers)
  const to = new Date(laptop.system.clock.now() + 1).toISOString()
  const { status, body } = await laptop.api('analyst', 'GET', `/venues/harbour/visitors?from=${from}&to=${to}`)
  const few = { count: null, reason: 'under_10' }
  const { quarters } = body as { quarters: { venue: object; zones: object }[] }
  expect([status, quarters[0]?.venue, quarters[0]?.zones]).toEqual([
    200,
    { count: 30 },
    { shoes: { count: 30 }, boots: few, watches: few, lounge: few },
  ])
  expect(await saltsOf(laptop)).toEqual([true])
  await laptop.pass(2 * 3600)
  expect(await saltsOf(laptop)).toEqual([false])
  expect(laptop.troubles).toEqual([])
  await laptop.close()
}, 60_000)

/** A time zone in which it is after ten in the evening. */
const lateIn = ({ system }: Laptop): string => {
  const ahead = (22 - new Date(system.clock.now()).getUTCHours() + 24) % 24
  return ahead <= 12 ? `Etc/GMT-${ahead}` : `Etc/GMT+${24 - ahead}` // POSIX signs: east is minus
}

/** Of each day that had a salt, whether it is still there. */
const saltsOf = async ({ system }: Laptop): Promise<boolean[]> => {
  const client = new DynamoDBClient(sdkOptions(system.awsUrl))
  const { TableNames = [] } = await client.send(new ListTablesCommand({}))
  const TableName = TableNames.find((name) => /counts/i.test(name))
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  client.destroy()
  return Items.flatMap(({ pk, salt }) => (pk?.S === 'salt' ? [salt !== undefined] : []))
}
