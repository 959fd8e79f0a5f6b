import { expect, test } from 'vitest'
import { createDeliveries } from '#infra/replay/deliveries.ts'

/** A receipt: a payload without sightings. */
const named = (name: string) => JSON.stringify({ messageId: name })
const heard = (...seconds: number[]) => JSON.stringify({ sightings: seconds.map((second) => ({ at: second * 1000 })) })

const sentThrough = (times: number) => {
  const deliveries = createDeliveries(times)
  const sent: string[] = []
  const publish = deliveries.through(async (topic, payload) => {
    sent.push(`${topic} ${JSON.parse(payload).messageId ?? payload}`)
  })
  return { sent, publish, deliveries }
}

test('each message is sent three times: twice at once, and again behind the next one or at the end', async () => {
  const { sent, publish, deliveries } = sentThrough(3)
  await publish('t', named('a'))
  expect(sent).toEqual(['t a', 't a'])
  await publish('t', named('b'))
  expect(sent).toEqual(['t a', 't a', 't b', 't a', 't b'])
  await deliveries.flush()
  await deliveries.flush()
  expect(sent).toEqual(['t a', 't a', 't b', 't a', 't b', 't b'])
})

test('once is once, and five times is five times', async () => {
  for (const times of [1, 2, 5]) {
    const { sent, publish, deliveries } = sentThrough(times)
    await publish('t', named('a'))
    await deliveries.flush()
    expect(sent).toEqual(Array.from({ length: times }, () => 't a'))
  }
})

test('flushing waits until the broker has every copy', async () => {
  const deliveries = createDeliveries(2)
  const acknowledge: (() => void)[] = []
  const publish = deliveries.through(() => new Promise((resolve) => acknowledge.push(resolve)))
  const first = publish('t', named('a'))
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

test('a copy that would be late behind the next message goes before it', async () => {
  const { sent, publish, deliveries } = sentThrough(3)
  const [first, near, far] = [heard(0, 1), heard(9, 10), heard(20)]
  for (const payload of [first, near, far]) await publish('t', payload)
  await deliveries.flush()
  const expected = [first, first, near, first, near, near, far, far, far]
  expect(sent).toEqual(expected.map((payload) => `t ${payload}`))
})
