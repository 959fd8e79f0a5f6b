import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Customer } from '#shared/domain/customer.ts'
import type { Ledger } from '#shared/domain/ledger.ts'
import type { Runs } from '#shared/domain/runs.ts'
import type { People } from '#shared/ports.ts'
import { conditionally, getItems, type Item, onlyVersion, stateAttribute, stateOf } from './items.ts'

/** Which phones are whose: a set beside the customer's own state, so that neither write undoes the other. */
export const dynamoPhoneBook = (
  client: DynamoDBClient,
  directory: string,
): Pick<People, 'bindPhone' | 'releasePhone'> => {
  const change = (act: 'ADD' | 'DELETE') => async (customerId: string, deviceId: string) => {
    await client.send(
      new UpdateItemCommand({
        ...customerItem(directory, customerId),
        UpdateExpression: `${act} phones :phone`,
        ExpressionAttributeValues: { ':phone': { SS: [deviceId] } },
      }),
    )
  }
  return { bindPhone: change('ADD'), releasePhone: change('DELETE') }
}

/** Customers in the directory's table, ledgers in their own. */
export const dynamoPeople = (client: DynamoDBClient, tables: { directory: string; ledgers: string }): People => {
  const { directory, ledgers } = tables
  return {
    find: async ({ customerIds, ledgerIds }) => {
      const found = await getItems(client, [
        { table: directory, keys: customerIds.map((id) => keyOf(`customer#${id}`)) },
        { table: ledgers, keys: [...ledgerIds, ...ledgerIds.map(runsKey)].map(keyOf) },
      ])
      const [runs, own] = partitioned(found.get(ledgers) ?? [])
      return {
        customers: new Map(
          (found.get(directory) ?? []).flatMap((item) => customerOf(item)).map((one) => [one.id, one]),
        ),
        ledgers: new Map(
          own.map((item) => [
            item.pk?.S ?? '',
            { ...stateOf<Omit<Ledger, 'version'>>(item), version: Number(item.version?.N) },
          ]),
        ),
        runs: new Map(runs.map((item) => [(item.pk?.S ?? '').slice(runsPrefix.length), stateOf<Runs>(item)])),
      }
    },
    ...dynamoPhoneBook(client, directory),
    saveCustomer: async (customer) => {
      const values = { ':state': { S: JSON.stringify(customer) } }
      await client.send(
        new UpdateItemCommand({
          ...customerItem(directory, customer.id),
          UpdateExpression: 'SET #state = :state',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: values,
        }),
      )
    },
    saveLedger: (ledgerId, { version, ...state }) =>
      conditionally(
        client.send(
          new PutItemCommand({
            TableName: ledgers,
            Item: { ...keyOf(ledgerId), version: { N: String(version + 1) }, state: stateAttribute(state) },
            ...onlyVersion(version),
          }),
        ),
      ),
    saveRuns: async (ledgerId, runs) => {
      await conditionally(
        client.send(
          new PutItemCommand({
            TableName: ledgers,
            Item: {
              ...keyOf(runsKey(ledgerId)),
              sequence: { N: String(runs.sequence) },
              state: stateAttribute(runs),
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #sequence < :sequence',
            ExpressionAttributeNames: { '#sequence': 'sequence' },
            ExpressionAttributeValues: { ':sequence': { N: String(runs.sequence) } },
          }),
        ),
      )
    },
  }
}

const runsPrefix = 'runs#'
const runsKey = (ledgerId: string) => `${runsPrefix}${ledgerId}`

/** Runs stand in the ledgers' table, each beside its ledger. */
const partitioned = (items: readonly Item[]): [runs: Item[], ledgers: Item[]] => {
  const isRuns = ({ pk }: Item) => pk?.S?.startsWith(runsPrefix) === true
  return [items.filter(isRuns), items.filter((item) => !isRuns(item))]
}

const keyOf = (pk: string): Item => ({ pk: { S: pk } })
const customerItem = (TableName: string, id: string) => ({ TableName, Key: keyOf(`customer#${id}`) })
/** An item that holds nothing but phones is nobody yet. */
const customerOf = (item: Item): Customer[] =>
  item.state === undefined
    ? []
    : [{ ...stateOf<Omit<Customer, 'deviceIds'>>(item), deviceIds: (item.phones?.SS ?? []).toSorted() }]
