import { isDeepStrictEqual } from 'node:util'
import type { Resource, Template } from '../contracts.ts'
import { nameOf } from '../template/attributes.ts'

/** Asks DynamoDB. Rejects with an error whose message starts with DynamoDB's own error type. */
type Call = (action: string, body: object) => Promise<Record<string, unknown>>

type Index = { IndexName: string; KeySchema: unknown; Projection: unknown }
type Description = { TableStatus: string; KeySchema: unknown; GlobalSecondaryIndexes?: { IndexName: string }[] }

const checkEveryMillis = 5
const activeWithinMillis = 5_000

/** Creates the template's tables where they are not there yet, and waits until they can be used. */
export const createTables = async (template: Template, call: Call) => {
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) => template.ofType(type))
  await Promise.all(tables.map((table) => createTable(table, call)))
}

const createTable = async (resource: Resource, call: Call) => {
  const TableName = nameOf(resource)
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = resource.properties as {
    AttributeDefinitions: unknown
    KeySchema: unknown
    GlobalSecondaryIndexes?: Index[]
    LocalSecondaryIndexes?: Index[]
  }
  const there = await describe(TableName, call)
  if (there !== undefined && !isDeepStrictEqual(there.KeySchema, KeySchema)) {
    throw new Error(
      `Table ${TableName} is kept with the key ${JSON.stringify(there.KeySchema)}, and the template wants ${JSON.stringify(KeySchema)}. Start with another --data folder.`,
    )
  }
  const missing = GlobalSecondaryIndexes?.find(
    ({ IndexName }) => !there?.GlobalSecondaryIndexes?.some((index) => index.IndexName === IndexName),
  )
  if (there !== undefined && missing !== undefined) {
    throw new Error(
      `Table ${TableName} is kept without the index ${missing.IndexName} that the template wants. Start with another --data folder.`,
    )
  }
  if (there === undefined) {
    await call('CreateTable', {
      TableName,
      AttributeDefinitions,
      KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
      ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(plainIndex) }),
      ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(plainIndex) }),
    })
  }
  const end = Date.now() + activeWithinMillis
  while ((await describe(TableName, call))?.TableStatus !== 'ACTIVE') {
    if (Date.now() > end) throw new Error(`Table ${TableName} did not become active. Start with another --data folder.`)
    await new Promise((resolve) => setTimeout(resolve, checkEveryMillis))
  }
}

const plainIndex = ({ IndexName, KeySchema, Projection }: Index): Index => ({ IndexName, KeySchema, Projection })

const describe = async (TableName: string, call: Call): Promise<Description | undefined> => {
  try {
    return (await call('DescribeTable', { TableName })).Table as Description
  } catch (error) {
    if (String(error).includes('ResourceNotFoundException')) return undefined
    throw error
  }
}
