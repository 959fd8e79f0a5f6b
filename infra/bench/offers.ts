import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import dynalite from 'dynalite'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoOffers } from '#shared/adapters/aws/offers.ts'
import { dynamoWebhooks } from '#shared/adapters/aws/webhooks.ts'
import type { Offer } from '#shared/domain/offer.ts'
import type { Result } from './result.ts'

const atOnce = 25
const now = Date.UTC(2026, 10, 21, 12)

const offer: Offer = { id: 'care', name: 'Shoe care', venueId: 'store', stock: 1_000_000, codeValidSeconds: 3600 }
const catalog = { version: '2026-11-21', offers: new Map([[offer.id, offer]]) }

/**
 * Reservations a second of one offer against dynalite, confirmed as the engine does, beside bare conditional puts through the
 * same client: how many of those one reservation costs.
 */
export const measureOffers = async (folder: string, reservations: number): Promise<Result[]> => {
  const { endpoint, close } = await startDynalite(join(folder, 'offers'))
  const before = process.env
  process.env = { ...before, ...localEnvironment, AWS_ENDPOINT_URL_DYNAMODB: endpoint }
  try {
    for (const table of ['offers', 'puts']) await createTable(endpoint, table)
    const client = dynamodb()
    const { offers } = dynamoOffers(client, 'offers', async () => '0000')
    const { remember } = dynamoWebhooks(client, 'puts')
    const requestOf = (i: number) => ({
      offerId: offer.id,
      messageId: `m${i}`,
      ledgerId: `customer:${i}`,
      deviceId: `phone-${i}`,
      venueId: 'store',
    })
    const put = (i: number) => remember(`m${i}`, { now, until: now + 1 })
    const reserve = async (i: number) => {
      const request = requestOf(i)
      const answer = (await offers.reserve([request], catalog, now)).get(request.messageId)
      if (!answer?.granted) throw new Error(`reservation ${i} was refused: ${answer?.saw}`)
      await offers.confirm([request.messageId])
    }
    const bare = await rateOf(reservations, put)
    const reserved = await rateOf(reservations, reserve)
    client.destroy()
    return [
      { name: 'bare conditional puts, dynalite', unit: 'a second', value: bare },
      {
        name: `codes reserved and confirmed, ${atOnce} at once, dynalite`,
        unit: 'a second',
        value: reserved,
        peer: 'a bare conditional put',
        ratio: reserved / bare,
      },
    ]
  } finally {
    process.env = before
    await close()
  }
}

const localEnvironment = { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' }

/** How many a second, so many of them, some at once; a tenth more before that warm everything up. */
const rateOf = async (many: number, act: (i: number) => Promise<unknown>): Promise<number> => {
  const run = async (from: number, to: number) => {
    let next = from
    const work = async (): Promise<void> => {
      if (next >= to) return
      await act(next++)
      return work()
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  const warm = Math.ceil(many / 10)
  await run(0, warm)
  const start = performance.now()
  await run(warm, warm + many)
  return (many * 1000) / (performance.now() - start)
}

const startDynalite = async (path: string) => {
  const server = dynalite({ path, createTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const createTable = async (endpoint: string, TableName: string) => {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
  const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType })
  const index = {
    IndexName: 'byGroup',
    KeySchema: [key('group', 'HASH'), key('pk', 'RANGE')],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['ledgerId', 'deviceId', 'messageId', 'until'] },
  }
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.CreateTable',
      'x-amz-date': '20261121T120000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=bench/20261121/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('pk'), text('group')],
      KeySchema: [key('pk', 'HASH')],
      GlobalSecondaryIndexes: [index],
    }),
  })
  if (!response.ok) throw new Error(`table ${TableName} was not made: ${await response.text()}`)
}
