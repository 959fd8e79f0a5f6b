import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { ScheduleState } from '#shared/domain/schedule.ts'
import type { Schedules } from '#shared/ports/journeys.ts'
import { conditionally, onlyVersion, stateAttribute, stateOf } from './items.ts'

const key = { pk: { S: 'schedules' }, sk: { S: 'schedules' } }

/** How far schedules were followed: one item beside the due timers. */
export const dynamoSchedules = (client: DynamoDBClient, table: string): Schedules => ({
  find: async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
    return Item && stateOf<ScheduleState>(Item)
  },
  save: (state) => {
    const version = state.version + 1
    return conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...key, version: { N: String(version) }, state: stateAttribute({ ...state, version }) },
          ...onlyVersion(state.version),
        }),
      ),
    )
  },
})
