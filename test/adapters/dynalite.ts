import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import {
  CreateTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { close, listen } from './listen.ts'

// dynalite has no types of its own
const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite')

const tableNames = [
  'presence',
  'ledgers',
  'directory',
  'releases',
  'due',
  'parked',
  'webhooks',
  'jobs',
  'counts',
  'health',
  'calibration',
  'explanations',
  'tasks',
  'offers',
] as const
export type Tables = Record<(typeof tableNames)[number], string>

const sorted: ReadonlySet<string> = new Set([
  'releases',
  'due',
  'parked',
  'jobs',
  'counts',
  'health',
  'calibration',
  'explanations',
  'tasks',
])

/** What every client of a test needs to reach a server on this machine. */
export const towards = (endpoint: string) => ({
  endpoint,
  region: 'local',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  requestHandler: new NodeHttpHandler(),
})

/** DynamoDB in this process, with a client. */
export const startDynamo = async () => {
  const server = dynalite({ createTableMs: 0 })
  const endpoint = await listen(server)
  const client = new DynamoDBClient(towards(endpoint))
  let made = 0
  return {
    endpoint,
    client,
    /** The stores of one system, empty. */
    makeTables: async (): Promise<Tables> => {
      made++
      const named = tableNames.map((name) => [name, `${name}-${made}`] as const)
      for (const [name, TableName] of named) {
        await client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            ...(indexes[name] && { GlobalSecondaryIndexes: [indexes[name]] }),
            AttributeDefinitions: attributesOf(name).map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
            KeySchema: keysOf(name).map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
          }),
        )
        await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 0.01, maxDelay: 0.02 }, { TableName })
      }
      return Object.fromEntries(named) as Tables
    },
    close: async () => {
      client.destroy()
      await close(server)
    },
  }
}

const keysOf = (name: string) => (sorted.has(name) ? ['pk', 'sk'] : ['pk'])

const byDay: GlobalSecondaryIndex = {
  IndexName: 'byDay',
  KeySchema: [
    { AttributeName: 'day', KeyType: 'HASH' },
    { AttributeName: 'arrived', KeyType: 'RANGE' },
  ],
  Projection: {
    ProjectionType: 'INCLUDE',
    NonKeyAttributes: ['at', 'detail', 'topic', 'mailbox', 'attempts', 'cutFromBytes'],
  },
}

const byState: GlobalSecondaryIndex = {
  IndexName: 'byState',
  KeySchema: [
    { AttributeName: 'stateOfVenue', KeyType: 'HASH' },
    { AttributeName: 'place', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
}

const byGroup: GlobalSecondaryIndex = {
  IndexName: 'byGroup',
  KeySchema: [
    { AttributeName: 'group', KeyType: 'HASH' },
    { AttributeName: 'pk', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['ledgerId', 'deviceId', 'messageId', 'until'] },
}

const indexes: Readonly<Record<string, GlobalSecondaryIndex>> = { parked: byDay, offers: byGroup, tasks: byState }
const ownAttributes: Readonly<Record<string, readonly string[]>> = {
  parked: ['day', 'arrived'],
  offers: ['group'],
  tasks: ['stateOfVenue', 'place'],
}
const attributesOf = (name: string) => [...keysOf(name), ...(ownAttributes[name] ?? [])]
