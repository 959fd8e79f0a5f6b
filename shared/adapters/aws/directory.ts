import { type DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Customer } from '#shared/domain/customer.ts'
import { withTrait } from '#shared/domain/with-trait.ts'
import type { Directory, KeptCustomer } from '#shared/ports/journeys.ts'
import { backOff } from './batches.ts'
import { conditionally, getItems, type Item } from './items.ts'

const prefix = 'customer#'

/** Customers beside devices in the directory's table. What is stored is itself the version that a write has to find. */
export const dynamoDirectory = (client: DynamoDBClient, table: string): Directory => {
  const find = async (customerId: string) => {
    const keys = [keyOf(prefix + customerId)]
    const [item] = (await getItems(client, [{ table, keys }])).get(table) ?? []
    return keptOf(item)
  }
  const save: Directory['save'] = (customer, ifVersion) =>
    conditionally(
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(prefix + customer.id),
          UpdateExpression: 'SET #state = :state',
          ConditionExpression: ifVersion === undefined ? 'attribute_not_exists(#state)' : '#state = :seen',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: {
            ':state': { S: JSON.stringify(customer) },
            ...(ifVersion === undefined ? {} : { ':seen': { S: ifVersion } }),
          },
        }),
      ),
    )
  return {
    find,
    save,
    updateTrait: async (customerId, trait, value) => {
      for (let tries = 0; ; tries++) {
        await backOff(tries, `customer ${customerId}: contested`)
        const kept = await find(customerId)
        if (kept === undefined) return undefined
        const { deviceIds, ...changed } = withTrait(kept.customer, trait, value)
        if ((await save(changed, kept.version)) === 'written') return { ...changed, deviceIds }
      }
    },
    list: async ({ limit, after, slice }) => {
      const customers: Customer[] = []
      let from = after === undefined ? undefined : keyOf(prefix + after)
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: 'begins_with(pk, :customer)',
            ExpressionAttributeValues: { ':customer': { S: prefix } },
            ConsistentRead: true,
            Limit: itemsAtOnce,
            ...(slice === undefined ? {} : { Segment: slice.index, TotalSegments: slice.of }),
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        )
        customers.push(...(page.Items ?? []).flatMap((item) => keptOf(item)?.customer ?? []))
        from = page.LastEvaluatedKey
      } while (from !== undefined && customers.length <= limit) // one more tells whether there is more
      const last = customers[limit - 1]
      return customers.length <= limit || last === undefined
        ? { customers }
        : { customers: customers.slice(0, limit), next: last.id }
    },
  }
}

const itemsAtOnce = 1000 // devices among them; less than the megabyte that a call may read

const keyOf = (pk: string): Item => ({ pk: { S: pk } })

/** An item that holds nothing but phones is nobody yet. */
const keptOf = (item: Item | undefined): KeptCustomer | undefined => {
  const version = item?.state?.S
  if (version === undefined) return undefined
  const deviceIds = (item?.phones?.SS ?? []).toSorted()
  return { customer: { ...(JSON.parse(version) as Omit<Customer, 'deviceIds'>), deviceIds }, version }
}
