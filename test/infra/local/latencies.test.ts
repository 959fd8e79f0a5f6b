import { describe, expect, test } from 'vitest'
import { createLatencies } from '#infra/local/latencies.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { aMessage } from '#test/support/builders.ts'

const caused = (messageId: string, sightingId?: string): JournalEntry => ({
  type: 'message',
  at: 0,
  cause: { record: '1', index: 0, ...(sightingId !== undefined && { sightingId }) },
  deviceId: 'phone-1',
  message: aMessage({ id: messageId }),
  again: false,
})

describe('from a report to its message', () => {
  const told: ((latencies: ReturnType<typeof createLatencies>) => void)[] = [
    (latencies) => latencies.published(['s1', 's2'], 1000),
    (latencies) => latencies.journal(caused('m1', 's2')),
    (latencies) => latencies.shown('m1', 1012),
  ]
  test.each([
    [0, 1, 2],
    [0, 2, 1],
  ])('is measured whether the journal or the phone is faster: %i, %i, %i', (...order) => {
    const latencies = createLatencies()
    for (const which of order) told[which]?.(latencies)
    expect(latencies.percentiles()).toEqual({ count: 1, p50: 12, p99: 12 })
  })

  test('is measured once, also when a batch is tried again', () => {
    const latencies = createLatencies()
    for (const tell of told) tell(latencies)
    latencies.journal(caused('m1', 's2'))
    expect(latencies.percentiles().count).toBe(1)
  })

  test('is unknown for what a timer caused, or what was never shown', () => {
    const latencies = createLatencies()
    latencies.published(['s1'], 1000)
    latencies.journal(caused('m1'))
    latencies.shown('m1', 1012)
    latencies.journal(caused('m2', 's1'))
    expect(latencies.percentiles()).toEqual({ count: 0, p50: null, p99: null })
  })

  test('forgets the oldest report rather than grow for ever', () => {
    const latencies = createLatencies()
    for (let i = 0; i <= 10_000; i++) latencies.published([`s${i}`], i)
    latencies.journal(caused('first', 's0'))
    latencies.shown('first', 10)
    expect(latencies.percentiles().count).toBe(0)
    latencies.journal(caused('second', 's1'))
    latencies.shown('second', 10)
    expect(latencies.percentiles()).toEqual({ count: 1, p50: 9, p99: 9 })
  })
})
