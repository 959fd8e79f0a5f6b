import { expect, test } from 'vitest'
import { redriveFailedBatch, showFailedBatch } from '#shared/use-cases/manage-failed-batches.ts'
import { at } from '#test/support/builders.ts'
import { outage, watchedPorts } from './support.ts'

const id = 'aws/lambda/mapping/shardId-000000000000/2026/11/21/2026-11-21T16.00.00-1'
const records = [
  { key: 'device:b', arrivedAt: at(0), data: Buffer.from('{"v":1}') },
  { key: 'device:a', arrivedAt: at(1), data: Buffer.from([0xff]) },
  { key: 'device:b', arrivedAt: at(2), data: Buffer.from('{"v":2}') },
]

const open = () => {
  const watched = watchedPorts()
  watched.memory.giveUp({ id, at: at(3600), condition: 'RecordAgeExceeded', records })
  return { ...watched, show: showFailedBatch(watched.ports), redrive: redriveFailedBatch(watched.ports) }
}

test('a batch is shown with its records, as text where they are text', async () => {
  const { show } = open()
  expect(await show(id)).toEqual({
    id,
    at: at(3600),
    condition: 'RecordAgeExceeded',
    records: [
      { key: 'device:b', arrivedAt: at(0), content: { text: '{"v":1}' } },
      { key: 'device:a', arrivedAt: at(1), content: { base64: '/w==' } },
      { key: 'device:b', arrivedAt: at(2), content: { text: '{"v":2}' } },
    ],
  })
  expect(await show('aws/lambda/nothing')).toBeUndefined()
})

test('its records go back in order, byte for byte, and then it is gone', async () => {
  const { memory, redrive, show } = open()
  expect(await redrive(id, { dryRun: true })).toBe(3)
  expect(memory.streamed).toEqual([])
  expect(await redrive(id, { dryRun: false })).toBe(3)
  expect(memory.streamed.map(({ key, body }) => [key, Buffer.from(body as Uint8Array)])).toEqual(
    records.map(({ key, data }) => [key, data]),
  )
  expect(await show(id)).toBeUndefined()
  expect(await redrive(id, { dryRun: false })).toBeUndefined()
})

test('while the stream is away the batch stays', async () => {
  const { before, redrive, show } = open()
  before('events.put', outage)
  await expect(redrive(id, { dryRun: false })).rejects.toThrow('the store is away')
  expect((await show(id))?.records).toHaveLength(3)
})
