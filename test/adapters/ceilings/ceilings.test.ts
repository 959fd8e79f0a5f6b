import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CeilingItems, ceilingsOver } from '#shared/adapters/ceilings/admit.ts'
import { memoryCeilingItems } from '#shared/adapters/memory/ceilings.ts'
import { turns } from '#test/support/faults/turns.ts'
import { noon } from '#test/support/offers.ts'
import { startChildren } from '../children.ts'
import { startDynamo } from '../dynalite.ts'

const children = startChildren()
let dynamo: Awaited<ReturnType<typeof startDynamo>>
beforeAll(async () => {
  dynamo = await startDynamo()
})
afterAll(async () => {
  children.end()
  await dynamo.close()
})

test.each([
  { ceiling: 100, ofVenue: 40, batch: 1 },
  { ceiling: 600, ofVenue: 600, batch: 7 },
  { ceiling: 20_000, ofVenue: 20_000, batch: 50 },
])(
  'four processes that ask for three times a ceiling of $ceiling a minute get that and no more',
  async ({ ceiling, ofVenue, batch }) => {
    const { counts } = await dynamo.makeTables()
    const script = fileURLToPath(new URL('./sender.ts', import.meta.url))
    const each = Math.ceil((3 * ceiling) / 4)
    const admitted = await Promise.all(
      ['a', 'b', 'c', 'd'].map((mine) =>
        children.run<number>(script, dynamo.endpoint, counts, mine, each, batch, ceiling, ofVenue),
      ),
    )
    const all = admitted.reduce((sum, one) => sum + one, 0)
    expect(all).toBeLessThanOrEqual(ceiling)
    expect(all).toBeGreaterThanOrEqual(0.9 * ceiling)
  },
  60_000,
)

/** A process over a store whose calls take turns, and fail where they are told to, before or after the work is done. */
const processOver = (
  real: CeilingItems,
  mine: () => Promise<void>,
  failing: ReadonlyMap<number, 'before' | 'after'>,
) => {
  let calls = 0
  const around = async <T>(go: () => Promise<T>): Promise<T> => {
    await mine()
    const fails = failing.get(++calls)
    if (fails === 'before') throw new Error('throttled')
    const answer = await go()
    if (fails === 'after') throw new Error('the answer was lost')
    return answer
  }
  return ceilingsOver({
    read: (...args) => around(() => real.read(...args)),
    take: (...args) => around(() => real.take(...args)),
  })
}

const aMessage = fc.record({ message: fc.nat({ max: 30 }), venue: fc.constantFrom('store', 'mall', 'none') })
const aProcess = fc.record({
  batches: fc.array(fc.array(aMessage, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
  failing: fc.array(fc.tuple(fc.integer({ min: 1, max: 10 }), fc.constantFrom('before' as const, 'after' as const)), {
    maxLength: 3,
  }),
})
const order = fc.array(fc.nat({ max: 5 }), { maxLength: 60 })

test('whatever fails and whoever overtakes, no ceiling is exceeded, and a message counts once however often it is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aProcess, { minLength: 1, maxLength: 4 }),
      order,
      fc.nat({ max: 8 }),
      async (processes, turnsTaken, most) => {
        const items = memoryCeilingItems()
        const { mine, run } = turns(turnsTaken)
        const admitted = { '*': new Set<string>(), store: new Set<string>(), mall: new Set<string>() }
        const own = { '*': most, store: 2, mall: 4 }
        const work = async ({ batches, failing }: (typeof processes)[number]) => {
          const { admit } = processOver(items, mine, new Map(failing))
          for (const batch of batches) {
            const messages = [...new Map(batch.map((one) => [`${one.venue}-${one.message}`, one.venue]))]
            const asked = messages.map(([messageId, venue]) => ({
              messageId,
              ceilings: (['*', 'store', 'mall'] as const)
                .filter((key) => key === '*' || key === venue)
                .map((key) => ({ key, perMinute: own[key] })),
            }))
            // what failed is asked for again, as a batch of the stream is
            const answers = await admit(asked, noon)
              .catch(() => admit(asked, noon))
              .catch(() => new Map())
            for (const { messageId, ceilings } of asked)
              if (answers.get(messageId)) for (const { key } of ceilings) admitted[key].add(messageId)
          }
        }
        await run(Promise.all(processes.map(work)))
        for (const key of ['*', 'store', 'mall'] as const) expect(admitted[key].size).toBeLessThanOrEqual(own[key])
      },
    ),
    { numRuns: 300 },
  )
})

test('a message that one process admitted and that another tries again takes no more room', async () => {
  const items = memoryCeilingItems()
  const [one, other] = [ceilingsOver(items), ceilingsOver(items)]
  const asked = (messageId: string) => [{ messageId, ceilings: [{ key: '*', perMinute: 2 }] }]
  await one.admit(asked('m1'), noon)
  expect((await other.admit(asked('m1'), noon + 1)).get('m1')).toBe(true)
  expect((await other.admit(asked('m2'), noon + 1)).get('m2')).toBe(true)
  expect((await other.admit(asked('m3'), noon + 1)).get('m3')).toBe(false)
})

test('a batch takes one write for each ceiling, and none where it knows that there is no room', async () => {
  const real = memoryCeilingItems()
  let writes = 0
  const { admit } = ceilingsOver({
    ...real,
    take: (...args) => {
      writes++
      return real.take(...args)
    },
  })
  const asked = (from: number, perMinute: number) =>
    Array.from({ length: 50 }, (_, i) => ({ messageId: `m${from + i}`, ceilings: [{ key: '*', perMinute }] }))
  await admit(asked(0, 60), noon)
  expect(writes).toBe(1)
  await admit(asked(50, 60), noon)
  expect(writes).toBe(2)
  await admit(asked(100, 60), noon)
  expect(writes).toBe(2)
  // a hundred at a time of 600,000
  for (const from of [0, 50, 100, 150]) await admit(asked(from, 600_000), noon + 60_000)
  expect(writes).toBe(4)
})
