import { expect, test } from 'vitest'
import { createDeliveries } from '#infra/replay/deliveries.ts'

const sentThrough = (times: number) => {
  const deliveries = createDeliveries(times)
  const sent: string[] = []
  const publish = deliveries.through(async (topic, payload) => {
    sent.push(`${topic} ${payload}`)
  })
  return { sent, publish, deliveries }
}

test('each message is sent three times: twice at once, and again behind the next one or at the end', async () => {
  const { sent, publish, deliveries } = sentThrough(3)
  await publish('t', 'a')
  expect(sent).toEqual(['t a', 't a'])
  await publish('t', 'b')
  expect(sent).toEqual(['t a', 't a', 't b', 't a', 't b'])
  await deliveries.flush()
  await deliveries.flush()
  expect(sent).toEqual(['t a', 't a', 't b', 't a', 't b', 't b'])
})

test('once is once, and five times is five times', async () => {
  for (const times of [1, 2, 5]) {
    const { sent, publish, deliveries } = sentThrough(times)
    await publish('t', 'a')
    await deliveries.flush()
    expect(sent).toEqual(Array.from({ length: times }, () => 't a'))
  }
})

test('flushing waits until the broker has every copy', async () => {
  const deliveries = createDeliveries(2)
  const acknowledge: (() => void)[] = []
  const publish = deliveries.through(() => new Promise((resolve) => acknowledge.push(resolve)))
  const first = publish('t', 'a')
  acknowledge[0]?.()
  await first
  let flushed = false
  const flushing = deliveries.flush().then(() => {
    flushed = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(flushed).toBe(false)
  acknowledge[1]?.()
  await flushing
})
