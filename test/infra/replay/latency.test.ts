import { expect, test } from 'vitest'
import { createStopwatch } from '#infra/replay/latency.ts'

test('a message took from the first publish of its sighting to its first delivery', () => {
  const stopwatch = createStopwatch()
  stopwatch.published('d1', ['1', '2'], 100)
  stopwatch.published('d1', ['2'], 150)
  stopwatch.published('d2', ['1'], 90)
  stopwatch.delivered('m1', 112)
  stopwatch.delivered('m1', 300)
  stopwatch.delivered('m2', 120)
  expect(
    stopwatch.latencies([
      { messageId: 'm1', deviceId: 'd1', sightingId: '2', says: 'offer' },
      { messageId: 'm2', deviceId: 'd2', sightingId: '1', says: 'offer' },
    ]),
  ).toEqual([12, 30])
})

test('a message that time caused, and one that never came, have no latency', () => {
  const stopwatch = createStopwatch()
  stopwatch.published('d1', ['1'], 100)
  stopwatch.delivered('m1', 112)
  expect(
    stopwatch.latencies([
      { messageId: 'm1', deviceId: 'd1', says: 'offer' },
      { messageId: 'm2', deviceId: 'd1', sightingId: '1', says: 'offer' },
    ]),
  ).toEqual([])
})
