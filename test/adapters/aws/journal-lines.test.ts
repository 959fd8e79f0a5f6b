import { expect, test } from 'vitest'
import { linesOf } from '#shared/adapters/aws/journal-lines.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { aDecision, aMessage, opening } from '../samples.ts'

const read = (lines: readonly string[]): JournalEntry[] => lines.map((line) => JSON.parse(line))
const bytesOf = (entry: JournalEntry) => Buffer.byteLength(`${JSON.stringify(entry)}\n`)

test('an entry that just fits is a line as it is', () => {
  const entry = aDecision('ü'.repeat(1000))
  expect(linesOf(entry, bytesOf(entry))).toEqual([`${JSON.stringify(entry)}\n`])
})

test('a decision that is a byte too long keeps the beginning of what its checks saw', () => {
  const entry = aDecision('ü'.repeat(1000))
  expect(read(linesOf(entry, bytesOf(entry) - 1))).toEqual([aDecision('ü'.repeat(200))])
})

test('outcomes that do not fit one line become several, each event still once and in order', () => {
  const outcomes = Array.from({ length: 101 }, (_, index) => ({
    outcome: 'folded' as const,
    index,
    id: `sighting-${index}`,
  }))
  const entry: JournalEntry = { type: 'outcomes', at: opening, record: '495', mailbox: 'device:phone-1', outcomes }
  const lines = linesOf(entry, 1000)
  const parts = read(lines)
  expect(lines.every((line) => Buffer.byteLength(line) <= 1000 && line.endsWith('\n'))).toBe(true)
  expect(parts.length).toBeGreaterThan(5)
  expect(parts.flatMap((part) => (part.type === 'outcomes' ? part.outcomes : []))).toEqual(outcomes)
  expect(parts.map((part) => ({ ...part, outcomes: [] }))).toEqual(parts.map(() => ({ ...entry, outcomes: [] })))
})

test('of what cannot be shortened a count is left', () => {
  const message = aMessage({ body: 'x'.repeat(2000) })
  const cause = { record: '495', index: 0 }
  const entries: JournalEntry[] = [
    { type: 'message', at: opening, cause, deviceId: 'phone-1', message, again: false },
    { ...aDecision(''), journeyId: 'j'.repeat(2000) },
    { type: 'outcomes', at: opening, record: '495', outcomes: [{ outcome: 'late', index: 0, id: 'i'.repeat(2000) }] },
  ]
  expect(entries.flatMap((entry) => read(linesOf(entry, 1000)))).toEqual(
    ['message', 'decision', 'outcomes'].map((type) => ({
      type: 'counted',
      at: opening,
      source: 'journal',
      reason: `${type}_too_large`,
      count: 1,
    })),
  )
})
