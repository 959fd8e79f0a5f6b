import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Device } from '#shared/domain/customer.ts'
import type { Devices } from '#shared/ports.ts'
import { conditionally, getItems, type Item } from './items.ts'

/** Devices in the directory's table: each under its id, and once more under its hardware key, which gateways ask for. */
export const dynamoDevices = (client: DynamoDBClient, table: string): Devices => {
  const put = (pk: string, device: Device) =>
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: pk }, deviceId: { S: device.id }, state: { S: JSON.stringify(device) } },
      }),
    )
  const get = async (keys: readonly string[]): Promise<Item[]> =>
    (await getItems(client, [{ table, keys: keys.map((pk) => ({ pk: { S: pk } })) }])).get(table) ?? []
  const find = async (deviceId: string) => (await get([`device#${deviceId}`])).map(deviceOf)[0]
  /** Forgets whose a hardware key was, unless it leads to another device by now. */
  const forget = (hardwareKey: string, deviceId: string) =>
    conditionally(
      client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: { pk: { S: `hardware#${hardwareKey}` } },
          ConditionExpression: 'deviceId = :device',
          ExpressionAttributeValues: { ':device': { S: deviceId } },
        }),
      ),
    )

  return {
    find,
    findByHardware: async (hardwareKeys) => {
      const items = await get(hardwareKeys.map((key) => `hardware#${key}`))
      return new Map(items.map((item) => [(item.pk?.S ?? '').slice('hardware#'.length), deviceOf(item)]))
    },
    save: async (device) => {
      const previous = (await find(device.id))?.hardwareKey
      // the old key first, the new one last: after a crash in between, saving again still knows what to forget
      if (previous !== undefined && previous !== device.hardwareKey) await forget(previous, device.id)
      await put(`device#${device.id}`, device)
      if (device.hardwareKey !== undefined) await put(`hardware#${device.hardwareKey}`, device)
    },
  }
}

const deviceOf = (item: Item): Device => JSON.parse(item.state?.S ?? '{}') as Device
