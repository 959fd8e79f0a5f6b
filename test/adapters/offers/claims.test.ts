import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dynamoOffers } from '#shared/adapters/aws/offers.ts'
import { aCatalog, aRequest, noon } from '#test/support/offers.ts'
import { startChildren } from '../children.ts'
import { startDynamo } from '../dynalite.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
const children = startChildren()
beforeAll(async () => {
  dynamo = await startDynamo()
})
afterAll(async () => {
  children.end()
  await dynamo.close()
})

/** What each message of a process of its own was told. */
const claimer = (...args: readonly (string | number)[]) =>
  children.run<Record<string, string>>(
    fileURLToPath(new URL('./claimer.ts', import.meta.url)),
    dynamo.endpoint,
    ...args,
  )

test('of 500 codes, 5,000 claims out of four processes at once get exactly 500, and no code twice', async () => {
  const { offers: table } = await dynamo.makeTables()
  const [claims, stock, processes] = [5000, 500, 4]
  const all = await Promise.all(
    Array.from({ length: processes }, (_, first) => claimer(table, first, processes, claims, stock)),
  )
  const told = Object.assign({}, ...all) as Record<string, string>
  expect(Object.keys(told)).toHaveLength(claims)
  const codes = Object.values(told).filter((one) => one !== 'out_of_stock')
  expect(codes).toHaveLength(stock)
  expect(new Set(codes).size).toBe(stock)

  const { offers } = dynamoOffers(dynamo.client, table, async () => '0000')
  expect((await offers.stock(aCatalog({ stock }))).get('care')).toEqual({ left: 0, issued: stock, source: 'defined' })
  const [someone = ''] = Object.keys(told).filter((id) => told[id] !== 'out_of_stock')
  const again = (await offers.reserve([aRequest({ messageId: someone })], aCatalog({ stock }), noon)).get(someone)
  expect(again).toEqual({ granted: true, code: told[someone], expiresAt: noon + 3_600_000 })
}, 300_000)
