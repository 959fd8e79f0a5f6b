import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type KeptTask, newTask, stateOfTask, type TaskState, taskPlaceOf } from '#shared/domain/task.ts'
import type { Tasks } from '#shared/ports/journeys.ts'
import { conditionally, getItems, type Item, onlyVersion, stateAttribute, stateOf } from './items.ts'
import { padded } from './newest.ts'

const keptSeconds = 30 * 24 * 60 * 60 // after they have run out

/** Tasks, an item each under its venue; the index `byState` has those of one state in their order. */
export const dynamoTasks = (client: DynamoDBClient, table: string): Tasks => {
  const save = (kept: KeptTask) =>
    conditionally(
      client.send(new PutItemCommand({ TableName: table, Item: itemOf(kept), ...onlyVersion(kept.version) })),
    )
  return {
    raise: async (tasks) => {
      await Promise.all(tasks.map((task) => save(newTask(task))))
    },
    find: async (venueId, taskId) => {
      const keys = [keyOf(venueId, taskId)]
      const [item] = (await getItems(client, [{ table, keys }])).get(table) ?? []
      return item && stateOf<KeptTask>(item)
    },
    list: async (venueId, state, { limit, after }, now) => {
      const isOpen = state === 'open'
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byState',
          KeyConditionExpression: 'stateOfVenue = :state AND place > :from',
          ExpressionAttributeValues: {
            ':state': { S: `${venueId}#${state}` },
            ':from': { S: isOpen ? padded(now + 1) : '0' },
          },
          ScanIndexForward: isOpen,
          Limit: limit + 1, // one more tells whether there is more
          ...(after === undefined ? {} : { ExclusiveStartKey: startAt(venueId, state, after) }),
        }),
      )
      const tasks = Items.map((item) => stateOf<KeptTask>(item))
      const last = tasks[limit - 1]
      return tasks.length <= limit || last === undefined
        ? { tasks }
        : { tasks: tasks.slice(0, limit), next: taskPlaceOf(last) }
    },
    save,
  }
}

const keyOf = (venueId: string, taskId: string): Item => ({ pk: { S: venueId }, sk: { S: taskId } })

const indexed = (venueId: string, state: TaskState, place: string): Item => ({
  stateOfVenue: { S: `${venueId}#${state}` },
  place: { S: place },
})

const startAt = (venueId: string, state: TaskState, place: string): Item => ({
  ...keyOf(venueId, place.slice(place.indexOf('#') + 1)),
  ...indexed(venueId, state, place),
})

const itemOf = (kept: KeptTask): Item => {
  const { task, version } = kept
  return {
    ...keyOf(task.venueId, task.id),
    ...indexed(task.venueId, stateOfTask(kept), taskPlaceOf(kept)),
    version: { N: String(version + 1) },
    state: stateAttribute({ ...kept, version: version + 1 }),
    expiresAt: { N: String(Math.floor(task.expiresAt / 1000) + keptSeconds) },
  }
}
