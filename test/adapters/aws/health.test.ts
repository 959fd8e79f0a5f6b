import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { freshBoard, type HealthBoard, type UsualHour } from '#shared/domain/health.ts'
import { opening } from '../samples.ts'

const maxBytes = 350_000

/** A store that keeps what it is given to put. */
const aStore = () => {
  const sizes: number[] = []
  const client = {
    send: async ({ input }: { input: { Item: { data: { B: Uint8Array } } } }) => {
      sizes.push(input.Item.data.B.length)
      return {}
    },
  }
  return { health: dynamoHealth(client as unknown as DynamoDBClient, 'health'), sizes }
}

const random = (() => {
  let state = 7
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
})()

const tally = () => ({ count: random() * 100, minutes: random() * 480 })
const anchors = Array.from({ length: 5000 }, (_, i) => `beacon:hall-${i % 40}-${i}`)
const zones = Array.from({ length: 2000 }, (_, i) => `beacon|zone-${i}`)

test('the board of 5,000 beacons and 2,000 zones fits into an item, all of them quiet', async () => {
  const board: HealthBoard = {
    ...freshBoard(opening),
    anchors: new Map(
      anchors.map((id) => [
        id,
        {
          state: 'ok',
          since: opening - Math.floor(random() * 1e9),
          heardAt: opening - Math.floor(random() * 1e6),
          surprise: random() * 10,
          gap: random() * 10,
          ever: { heard: random() * 400, sightings: random() * 5000, minutes: random() * 480 },
          hour: { heard: Math.floor(random() * 60), sightings: Math.floor(random() * 600), minutes: 42 },
          quiet: { minutes: 3, expected: [random(), random()], raised: [2, 1] },
        },
      ]),
    ),
    zones: new Map(
      zones.map((key) => [key, { ever: tally(), hour: { count: Math.floor(random() * 60), minutes: 42 } }]),
    ),
  }
  const { health, sizes } = aStore()
  await health.saveBoard('mall', board)
  expect(sizes[0]).toBeLessThan(maxBytes)
})

test('so does an hour of the week', async () => {
  const hour: UsualHour = {
    learnedAt: 400_000,
    kinds: { beacon: { awake: 1, weeks: 3 }, gateway: { awake: 1, weeks: 3 } },
    anchors: new Map(anchors.map((id) => [id, { heard: random(), sightings: random() * 20, weeks: 3 }])),
    zones: new Map(zones.map((key) => [key, { moments: random() * 3, weeks: 3 }])),
  }
  const { health, sizes } = aStore()
  await health.saveUsualHour('mall', 9, hour)
  expect(sizes[0]).toBeLessThan(maxBytes)
})

test('what no item holds is refused with what to do', async () => {
  const heard = Array.from({ length: 60_000 }, () => [`gateway:${random()}`, 1, opening] as const)
  const note = { at: opening, heard, moments: [], lags: [], batteries: [], unknown: [] }
  await expect(aStore().health.note('mall', note)).rejects.toThrow(
    /bytes deflated and an item takes 350000: divide the venue/,
  )
})
