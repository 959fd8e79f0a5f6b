import { expect, test, vi } from 'vitest'
import { watchMemory } from '#infra/replay/memory.ts'

test('memory is told at the start, halfway, at the end and at its most, in MB', () => {
  vi.useFakeTimers()
  const samples = [10, 40, 20, 30, 25].map((megabytes) => megabytes * 1e6)
  const memory = watchMemory(() => samples.shift() ?? 0)
  vi.advanceTimersByTime(3000)
  expect(memory.stop()).toEqual({ rssStartMb: 10, rssHalfwayMb: 20, rssEndMb: 25, rssMaxMb: 40 })
  vi.useRealTimers()
})
