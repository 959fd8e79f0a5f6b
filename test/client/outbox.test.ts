import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutbox, type OutboxOptions } from '#shared/client/outbox.ts'
import { manualClock } from './manual-clock.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** An outbox over a link that the test holds in its hands. */
const anOutbox = (options: Partial<OutboxOptions<number>> = {}) => {
  const clock = manualClock()
  const link = { online: true, working: true, hold: false }
  const messages: { at: number; items: readonly number[] }[] = []
  const held: (() => void)[] = []
  const state = { inFlight: 0, mostInFlight: 0, changes: 0 }
  const outbox = createOutbox<number>({
    limit: 100,
    batchSize: 3,
    gapMilliseconds: 1000,
    clock,
    restored: [],
    isOnline: () => link.online,
    send: async (items) => {
      state.inFlight += 1
      state.mostInFlight = Math.max(state.mostInFlight, state.inFlight)
      if (link.hold) await new Promise<void>((resolve) => held.push(resolve))
      state.inFlight -= 1
      if (!link.working) throw new Error('the link is down')
      messages.push({ at: clock.now() - 1_000_000, items })
    },
    onChange: () => {
      state.changes += 1
    },
    ...options,
  })
  const release = () => held.splice(0).forEach((resolve) => void resolve())
  return { outbox, clock, link, messages, state, release }
}

test('the first item after a quiet second leaves at once, what comes in the same go leaves with it', async () => {
  const { outbox, messages } = anOutbox()
  outbox.put([1])
  outbox.put([2])
  await settled()
  expect(messages).toEqual([{ at: 0, items: [1, 2] }])
})

test('later items wait for their second and leave in batches, oldest first', async () => {
  const { outbox, clock, messages } = anOutbox()
  outbox.put([1])
  await settled()
  clock.advance(1)
  outbox.put([2, 3, 4, 5])
  await settled()
  clock.advance(998)
  await settled()
  expect(messages).toHaveLength(1)
  clock.advance(1)
  await settled()
  clock.advance(1000)
  await settled()
  expect(messages).toEqual([
    { at: 0, items: [1] },
    { at: 1000, items: [2, 3, 4] },
    { at: 2000, items: [5] },
  ])
  expect(outbox.counters()).toEqual({ sent: 5, dropped: 0 })
})

test('no message overtakes one that is still under way', async () => {
  const { outbox, clock, link, messages, state, release } = anOutbox()
  link.hold = true
  outbox.put([1])
  await settled()
  outbox.put([2])
  clock.advance(5000)
  await settled()
  expect(state.mostInFlight).toBe(1)
  link.hold = false
  release()
  await settled()
  expect(messages.map(({ items }) => items)).toEqual([[1], [2]])
})

test('what could not be sent stays first in the queue and goes again after a second', async () => {
  const { outbox, clock, link, messages } = anOutbox()
  link.working = false
  outbox.put([1, 2])
  await settled()
  outbox.put([3])
  expect(outbox.waiting()).toEqual([1, 2, 3])
  link.working = true
  clock.advance(1000)
  await settled()
  expect(messages).toEqual([{ at: 1000, items: [1, 2, 3] }])
})

test('a full queue drops its oldest, but never what is under way', async () => {
  const { outbox, clock, link, messages, release } = anOutbox({ limit: 4 })
  link.hold = true
  outbox.put([1, 2])
  await settled()
  outbox.put([3, 4, 5, 6])
  expect(outbox.waiting()).toEqual([1, 2, 5, 6])
  expect(outbox.counters()).toEqual({ sent: 0, dropped: 2 })
  link.hold = false
  release()
  await settled()
  clock.advance(1000)
  await settled()
  expect(messages.map(({ items }) => items)).toEqual([
    [1, 2],
    [5, 6],
  ])
})

test('a clock that is set back by a day silences nobody', async () => {
  const { outbox, clock, messages } = anOutbox()
  outbox.put([1])
  await settled()
  clock.advance(-24 * 60 * 60 * 1000)
  outbox.put([2])
  await settled()
  clock.advance(1000)
  await settled()
  expect(messages.map(({ items }) => items)).toEqual([[1], [2]])
})

test('what an earlier run left goes out first', async () => {
  const { outbox, messages } = anOutbox({ restored: [1, 2] })
  outbox.put([3])
  await outbox.drained()
  expect(messages.map(({ items }) => items)).toEqual([[1, 2, 3]])
})

test('whatever the link does, each item is delivered once and in order, one message a second at most', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('put' as const), count: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1500 }) }) },
    fc.record({ kind: fc.constant('online' as const), online: fc.boolean() }),
    fc.record({ kind: fc.constant('working' as const), working: fc.boolean() }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { outbox, clock, link, messages } = anOutbox()
      let put = 0
      for (const one of steps) {
        if (one.kind === 'put') outbox.put(Array.from({ length: one.count }, () => put++))
        if (one.kind === 'wait') clock.advance(one.ms)
        if (one.kind === 'working') link.working = one.working
        if (one.kind === 'online') {
          link.online = one.online
          outbox.wake()
        }
        await settled()
      }
      link.online = true
      link.working = true
      outbox.wake()
      for (let second = 0; second < put + 2; second++) {
        clock.advance(1000)
        await settled()
      }
      expect(messages.flatMap(({ items }) => items)).toEqual(Array.from({ length: put }, (_, item) => item))
      expect(messages.every(({ at }, i) => i === 0 || at - (messages[i - 1]?.at ?? 0) >= 1000)).toBe(true)
    }),
    { numRuns: 100 },
  )
})
