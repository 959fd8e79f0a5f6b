import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteItemCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { sdkOptions } from '../sdk-options.ts'
import { entriesOf, type Laptop, newFolder, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, approaching, connectPhone } from './phone.ts'

const folder = newFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a laptop that was switched off goes on where it was', async () => {
  const first = await startLaptop(folder)
  await openHarbour(first)
  const ada = await aPhone(first, { customerId: 'ada' })
  const passerBy = await aPhone(first)
  const entered = first.system.clock.now()
  const report = approaching('boots', entered)
  await ada.report(report)
  await passerBy.report(approaching('watches', entered))
  expect(ada.messages.map(({ title }) => title)).toEqual(['Boots'])
  await Promise.all([ada.close(), passerBy.close()])
  await first.close()

  const second = await startLaptop(folder)
  expect(second.system.clock.now()).toBeGreaterThanOrEqual(entered)
  const again = await connectPhone(second, ada)
  await again.report(report)
  expect(entriesOf(second, 'outcomes').flatMap((entry) => entry.outcomes.map(({ outcome }) => outcome))).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
  ])

  await second.pass(40) // armed before the restart, for half a minute after she entered
  const dwells = entriesOf(second, 'moment').map(({ moment: { deviceId, kind } }) => [deviceId, kind])
  expect(dwells).toEqual([[passerBy.deviceId, 'zone.dwell']])

  await second.pass(40) // everybody has left
  const start = second.journal.length
  await again.report(approaching('boots', second.system.clock.now()))
  expect(entriesOf(second, 'decision', start).map(({ suppressed }) => suppressed)).toEqual(['frequency_cap'])
  expect(again.messages).toEqual([])
  expect(second.troubles).toEqual([])
  await again.close()
  await second.close()
})

test('what was claimed before a crash comes again under the same id, and nothing else does', async () => {
  const first = await startLaptop(folder)
  const grace = await aPhone(first, { customerId: 'grace' })
  await grace.report(approaching('boots', first.system.clock.now()))
  await forgetPresence(first, grace.deviceId)
  await grace.close()
  await first.close()
  // as if the crash had come between the claim and the commit: the stream’s place and the presence are the last to be kept
  for (const checkpoint of globSync(join(folder, 'streams', '*', 'checkpoints', '**', '*.json'))) rmSync(checkpoint)

  const second = await startLaptop(folder)
  await second.system.idle()
  const sent = entriesOf(second, 'message').map(({ deviceId, message, again }) => [deviceId, message, again])
  expect(grace.messages).toHaveLength(1)
  expect(sent).toEqual([[grace.deviceId, { ...grace.messages[0], locale: 'und' }, true]])
  expect(second.troubles).toEqual([])
  await second.close()
})

const forgetPresence = async ({ system }: Laptop, deviceId: string) => {
  const client = new DynamoDBClient(sdkOptions(system.awsUrl))
  const { TableNames = [] } = await client.send(new ListTablesCommand({}))
  const TableName = TableNames.find((name) => /presence/i.test(name))
  await client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: `device:${deviceId}` } } }))
  client.destroy()
}
