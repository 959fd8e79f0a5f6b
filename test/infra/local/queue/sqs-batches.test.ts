import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { asking } from './a-queue.ts'

const mebibyte = 1024 * 1024

const entries = (...ids: string[]) =>
  ids.map((Id) => ({ Id, MessageBody: 'x', ReceiptHandle: 'x', VisibilityTimeout: 1 }))
type Batch = { QueueUrl: string | undefined; Entries: ReturnType<typeof entries> }
const badId = {
  name: 'InvalidBatchEntryId',
  message:
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
}

test.each([
  ['SendMessageBatch', (input: Batch) => new SendMessageBatchCommand(input)],
  ['DeleteMessageBatch', (input: Batch) => new DeleteMessageBatchCommand(input)],
  ['ChangeMessageVisibilityBatch', (input: Batch) => new ChangeMessageVisibilityBatchCommand(input)],
])('%s takes one to ten entries with ids of their own', async (action, command) => {
  const { ask, QueueUrl } = await asking()
  const batch = (...ids: string[]) => ask(command({ QueueUrl, Entries: entries(...ids) }))
  expect(await batch()).toEqual({
    name: 'EmptyBatchRequest',
    message: `There should be at least one ${action}RequestEntry in the request.`,
  })
  expect(await batch(...'abcdefghijk')).toEqual({
    name: 'TooManyEntriesInBatchRequest',
    message: 'Maximum number of entries per request are 10. You have sent 11.',
  })
  expect(await batch('a', 'b', 'a')).toEqual({ name: 'BatchEntryIdsNotDistinct', message: 'Id a repeated.' })
  expect(await batch('a b')).toEqual(badId)
  expect(await batch('')).toEqual(badId)
  expect(await batch('a'.repeat(81))).toEqual(badId)
  const { Successful = [], Failed = [] } = await batch('a'.repeat(80), 'b-_9')
  expect([...(Successful as object[]), ...(Failed as object[])].length).toBe(2)
})

test('a batch has at most 1 MiB in all', async () => {
  const { ask, QueueUrl, bodies } = await asking()
  const batch = (...sizes: number[]) =>
    ask(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: sizes.map((size, i) => ({ Id: `${i}`, MessageBody: 'x'.repeat(size) })),
      }),
    )
  expect(await batch(mebibyte / 2, mebibyte / 2 + 1)).toEqual({
    name: 'BatchRequestTooLong',
    message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
  })
  expect(await bodies()).toEqual([])
  expect((await batch(mebibyte / 2, mebibyte / 2)).Failed).toEqual([])
})

test('of a batch of deletes and changes each entry has an answer of its own', async () => {
  const { ask, QueueUrl, inFlight } = await asking()
  const [one, two] = [await inFlight('one'), await inFlight('two')]
  const gone = { Id: 'gone', SenderFault: true, Code: 'MessageNotInflight', Message: expect.any(String) }
  const bad = {
    Id: 'bad',
    SenderFault: true,
    Code: 'ReceiptHandleIsInvalid',
    Message: 'The input receipt handle "abc" is not a valid receipt handle.',
  }
  expect(
    await ask(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'one', ReceiptHandle: one.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'abc' },
        ],
      }),
    ),
  ).toEqual({ Successful: [{ Id: 'one' }], Failed: [bad] })
  expect(
    await ask(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'gone', ReceiptHandle: one.ReceiptHandle, VisibilityTimeout: 5 },
          { Id: 'two', ReceiptHandle: two.ReceiptHandle, VisibilityTimeout: 5 },
        ],
      }),
    ),
  ).toEqual({ Successful: [{ Id: 'two' }], Failed: [gone] })
})
