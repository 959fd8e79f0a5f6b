import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryOfferItems } from '#shared/adapters/memory/offers.ts'
import type { OfferItems } from '#shared/adapters/offers/items.ts'
import { offersOver } from '#shared/adapters/offers/offers.ts'
import type { Reservation } from '#shared/domain/offer.ts'
import { serialOf } from '#shared/domain/offer-code.ts'
import { grantOf, heldLimits } from '#shared/domain/offer-held.ts'
import { turns } from '#test/support/faults/turns.ts'
import { aCatalog, aRequest, noon } from '#test/support/offers.ts'

/** What goes wrong at one write of one process: it dies before or after it, or comes to it when all others have gone on. */
type Fault = { atWrite: number; kind: 'dies before' | 'dies after' | 'late' | 'done, answer lost' }

type Act =
  | { act: 'reserve'; message: number; confirms: boolean }
  | { act: 'let go'; message: number }
  | { act: 'redeem'; message: number }
  | { act: 'restock'; left: number }
  | { act: 'publish'; stock: number }

const lateTurns = 25
const leaseMs = heldLimits.leaseSeconds * 1000
const messages = 6
const persons = 3

/** A message's person: two messages each. */
const requestOf = (message: number) =>
  aRequest({
    messageId: `m${message}`,
    ledgerId: `customer:${message % persons}`,
    deviceId: `phone-${message % persons}`,
  })

/** The store as one process sees it: every read of one item and every write takes its turn, and goes wrong by a schedule. */
const storeOf = (real: OfferItems, mine: (hold?: number) => Promise<void>, faults: readonly Fault[]): OfferItems => {
  let writes = 0
  let isDead = false
  const never = () => new Promise<never>(() => {})
  const write = async <T>(go: () => Promise<T>): Promise<T> => {
    const fault = faults.find(({ atWrite }) => atWrite === ++writes)?.kind
    await mine(fault === 'late' ? lateTurns : 0)
    if (isDead) return never()
    if (fault === 'dies before') isDead = true
    if (isDead) return never()
    const answer = await go()
    if (fault === 'dies after') isDead = true
    if (isDead) return never()
    if (fault === 'done, answer lost') throw new Error(fault)
    return answer
  }
  return {
    // one item after the other: what is read together was not so at any one time
    read: async (keys) => {
      const parts = [
        ...(keys.books ?? []).map((one) => ({ books: [one] })),
        ...(keys.held ?? []).map((one) => ({ held: [one] })),
        ...(keys.counters ?? []).map((one) => ({ counters: [one] })),
      ]
      const found = new Map<string, Awaited<ReturnType<OfferItems['read']>>>()
      for (const part of parts) {
        await mine()
        if (isDead) return never()
        const [key = ''] = Object.values(part).flat()
        found.set(`${Object.keys(part)[0]} ${key}`, await real.read(part))
      }
      return {
        book: (id) => found.get(`books ${id}`)?.book(id),
        held: (serial) => found.get(`held ${serial}`)?.held(serial),
        counter: (key) => found.get(`counters ${key}`)?.counter(key) ?? { taken: 0, isClosed: false, marks: new Map() },
      }
    },
    saveBook: (...args) => write(() => real.saveBook(...args)),
    saveHeld: (...args) => write(() => real.saveHeld(...args)),
    take: (...args) => write(() => real.take(...args)),
    remark: (...args) => write(() => real.remark(...args)),
    refund: (...args) => write(() => real.refund(...args)),
    settle: (...args) => write(() => real.settle(...args)),
    close: (...args) => write(() => real.close(...args)),
    holders: real.holders,
    withdrawing: real.withdrawing,
  }
}

const faults = fc.uniqueArray(
  fc.record({
    atWrite: fc.integer({ min: 1, max: 14 }),
    kind: fc.constantFrom<Fault['kind'][]>('dies before', 'dies after', 'late', 'done, answer lost'),
  }),
  { maxLength: 3, selector: ({ atWrite }) => atWrite },
)
const message = fc.integer({ min: 1, max: messages })
const sale: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('reserve' as const), message, confirms: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('let go' as const), message }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('redeem' as const), message }) },
)
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: sale },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('restock' as const), left: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('publish' as const), stock: fc.nat({ max: 6 }) }) },
)
const processesOf = (act: fc.Arbitrary<Act>) =>
  fc.array(fc.record({ faults, acts: fc.array(act, { minLength: 1, maxLength: 6 }), hours: fc.nat({ max: 12 }) }), {
    minLength: 2,
    maxLength: 5,
  })
const order = fc.array(fc.nat({ max: 6 }), { maxLength: 120 })

type Process = { faults: readonly Fault[]; acts: readonly Act[]; hours: number }

/** Lets processes work side by side until each is done or dead. `told` are the answers of those that lived to hear them. */
const work = async (
  real: OfferItems,
  processes: readonly Process[],
  order: readonly number[],
  offer: { stock: number; perCustomer?: number },
) => {
  const { mine, run } = turns(order)
  const told: { message: number; answer: Reservation }[] = []
  let published = 1
  const process = async ({ faults, acts, hours }: Process) => {
    const { offers, codes } = offersOver(storeOf(real, mine, faults), async () => '0000')
    const now = noon + hours * 3_600_000
    let catalog = aCatalog(offer, '001')
    for (const one of acts) {
      const doing = async () => {
        if (one.act === 'restock') return void (await offers.restock('care', one.left, catalog, now))
        if (one.act === 'publish') {
          catalog = aCatalog({ ...offer, stock: one.stock }, String(++published).padStart(3, '0'))
          return
        }
        const request = requestOf(one.message)
        if (one.act === 'let go') return offers.letGo([request])
        if (one.act === 'redeem')
          return void (await codes.redeem(serialOf(request.messageId, 0), { id: 'r', tillId: 't' }, now))
        const answer = (await offers.reserve([request], catalog, now)).get(request.messageId)
        if (answer) told.push({ message: one.message, answer })
        if (one.confirms && answer?.granted) await offers.confirm([request.messageId])
      }
      // an outage: the process tries the same once more
      await doing()
        .catch(doing)
        .catch(() => {})
    }
  }
  // the dead never end: what they were is over when nobody else waits for a turn
  const all = Promise.all(processes.map((one) => Promise.race([process(one), mineForever(mine)])))
  await run(all)
  return told
}

/** Ends some time after everybody else has: so many turns are taken by then that only the dead are left. */
const mineForever = (mine: (hold?: number) => Promise<void>) => mine(100_000)

const goodCodes = async (items: OfferItems) => {
  const serials = Array.from({ length: messages }, (_, i) => serialOf(`m${i + 1}`, 0))
  const found = await items.read({ held: serials })
  return serials.flatMap((serial) => {
    const held = found.held(serial)?.value
    const grant = grantOf(held)
    return held && grant ? [{ ...held, grant }] : []
  })
}

test('however processes overtake each other and die, no more codes are good than there are, for all and for each person', async () => {
  await fc.assert(
    fc.asyncProperty(processesOf(sale), order, fc.integer({ min: 1, max: 4 }), async (processes, turnsTaken, stock) => {
      const items = memoryOfferItems()
      await work(items, processes, turnsTaken, { stock, perCustomer: 1 })
      const good = await goodCodes(items)
      expect(good.length).toBeLessThanOrEqual(stock)
      for (const [, hers] of Map.groupBy(good, ({ grant }) => grant.ledgerId)) expect(hers).toHaveLength(1)
    }),
    { numRuns: 400 },
  )
})

test('what is good is counted: every good code has its own place in a shard, also when stock is set and published meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(processesOf(anyAct), order, async (processes, turnsTaken) => {
      const items = memoryOfferItems()
      await work(items, processes, turnsTaken, { stock: 3 })
      const good = await goodCodes(items)
      const places = Map.groupBy(good, ({ grant }) => grant.marks[0]?.counter ?? 'nowhere')
      const found = await items.read({ counters: [...places.keys()] })
      for (const [counter, codes] of places) expect(codes.length).toBeLessThanOrEqual(found.counter(counter).taken)
    }),
    { numRuns: 400 },
  )
})

test('nothing is lost for good: after a lease everything that nobody promised can be had again', async () => {
  await fc.assert(
    fc.asyncProperty(processesOf(sale), order, fc.integer({ min: 1, max: 4 }), async (processes, turnsTaken, stock) => {
      const items = memoryOfferItems()
      await work(items, processes, turnsTaken, { stock })
      const kept = (await goodCodes(items)).filter(({ state }) => state === 'confirmed')
      const { offers } = offersOver(items, async () => '0000')
      const later = noon + 12 * 3_600_000 + leaseMs + 1
      let more = 0
      for (let i = 0; i < 10; i++) {
        const messageId = `later-${i}`
        const answer = (await offers.reserve([aRequest({ messageId })], aCatalog({ stock }, '001'), later)).get(
          messageId,
        )
        if (answer?.granted) more++
      }
      expect(kept.length + more).toBe(stock)
    }),
    { numRuns: 300 },
  )
})

test('a promised code stays good unless its reservation lapsed or was let go first, and a message has one code only', async () => {
  await fc.assert(
    fc.asyncProperty(processesOf(sale), order, async (processes, turnsTaken) => {
      const items = memoryOfferItems()
      const told = await work(items, processes, turnsTaken, { stock: 3 })
      const codes = Map.groupBy(
        told.flatMap(({ message, answer }) => (answer.granted ? [{ message, code: answer.code }] : [])),
        ({ code }) => code,
      )
      for (const [, of] of codes) expect(new Set(of.map(({ message }) => message)).size).toBe(1)
    }),
    { numRuns: 200 },
  )
})
