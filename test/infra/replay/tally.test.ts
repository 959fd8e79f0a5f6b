import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTally } from '#infra/replay/tally.ts'
import type { JournalEntry, Outcome } from '#shared/domain/journal.ts'

type Line = Outcome & { index: number; id?: string }

const outcomes = (record: string, lines: Line[], mailbox = 'device:d1'): JournalEntry => ({
  type: 'outcomes',
  at: 0,
  record,
  mailbox,
  outcomes: lines,
})

const nothing = {
  sightings: 0,
  folded: 0,
  duplicate: 0,
  late: 0,
  parked: 0,
  unaccounted: 0,
  redelivered: 0,
  reasons: {},
  ignored: {},
}

test('every sighting is counted under its outcome, and parked and ignored ones by their reason', () => {
  const tally = createTally(1)
  tally.expect('d1', ['1', '2', '3', '4', '5'])
  tally.take(
    outcomes('r1', [
      { index: 0, id: '1', outcome: 'folded' },
      { index: 1, id: '2', outcome: 'late' },
      { index: 2, id: '3', outcome: 'parked', reason: 'bad_rssi' },
      { index: 3, id: '4', outcome: 'ignored', reason: 'unknown_beacon' },
    ]),
  )
  expect(tally.count(['d1'])).toEqual({
    ...nothing,
    sightings: 5,
    folded: 1,
    late: 1,
    parked: 2,
    unaccounted: 1,
    reasons: { bad_rssi: 1, unknown_beacon: 1 },
    ignored: { unknown_beacon: 1 },
  })
  expect(tally.progress()).toEqual({ accounted: 4, expected: 5 })
  expect(tally.isSettled('d1')).toBe(false)
  tally.take(outcomes('r2', [{ index: 0, id: '5', outcome: 'folded' }]))
  expect(tally.isSettled('d1')).toBe(true)
})

test('a batch that committed twice counts once', () => {
  const tally = createTally(1)
  tally.expect('d1', ['1'])
  tally.take(outcomes('r1', [{ index: 0, id: '1', outcome: 'folded' }]))
  tally.take(outcomes('r1', [{ index: 0, id: '1', outcome: 'duplicate' }]))
  expect(tally.count(['d1'])).toEqual({ ...nothing, sightings: 1, folded: 1 })
})

test('a phone that sends again after a lost connection adds to what was sent, and hides nothing', () => {
  const tally = createTally(1)
  tally.expect('d1', ['1', '2'])
  tally.take(outcomes('r1', [{ index: 0, id: '1', outcome: 'folded' }]))
  tally.take(outcomes('r2', [{ index: 0, id: '1', outcome: 'duplicate' }]))
  expect(tally.count(['d1'])).toEqual({
    ...nothing,
    sightings: 2,
    folded: 1,
    duplicate: 1,
    unaccounted: 1,
    redelivered: 1,
  })
})

test('outcomes of others are reported, and events that are no sightings are not', () => {
  const tally = createTally(1)
  tally.expect('d1', ['1'])
  tally.take(outcomes('r1', [{ index: 0, id: '1', outcome: 'folded' }], 'device:d2'))
  tally.take(outcomes('r2', [{ index: 0, id: '9', outcome: 'folded' }]))
  tally.take(outcomes('r3', [{ index: 0, outcome: 'folded' }]))
  tally.take(outcomes('r4', [{ index: 0, outcome: 'parked', reason: 'forged' }]))
  tally.take({ type: 'counted', at: 0, source: 's', reason: 'r', count: 1 })
  expect(tally.strangers()).toEqual({ folded: 2, 'parked: forged': 1 })
  expect(tally.count(['d1'])).toEqual({ ...nothing, sightings: 1, unaccounted: 1 })
})

test('a device that nobody expects is never settled and counts nothing', () => {
  const tally = createTally(1)
  expect(tally.isSettled('d1')).toBe(false)
  expect(tally.count(['d1'])).toEqual(nothing)
})

const copy = fc.record({
  device: fc.constantFrom('d1', 'd2'),
  id: fc.constantFrom('1', '2', '3'),
  record: fc.constantFrom('r1', 'r2', 'r3'),
  index: fc.integer({ min: 0, max: 3 }),
  outcome: fc.constantFrom<Outcome>(
    { outcome: 'folded' },
    { outcome: 'duplicate' },
    { outcome: 'late' },
    { outcome: 'parked', reason: 'x' },
    { outcome: 'ignored', reason: 'y' },
  ),
})

test('whatever the archive says, the sum is what was sent, and nothing is counted twice', () => {
  fc.assert(
    fc.property(fc.array(copy, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (copies, times) => {
      const tally = createTally(times)
      for (const device of ['d1', 'd2']) tally.expect(device, ['1', '2', '3'])
      for (const { device, id, record, index, outcome } of copies) {
        tally.take(outcomes(record, [{ ...outcome, index, id }], `device:${device}`))
      }
      const { sightings, folded, duplicate, late, parked, unaccounted, redelivered } = tally.count(['d1', 'd2'])
      expect(sightings).toBe(6 * times)
      expect(folded + duplicate + late + parked + unaccounted).toBe(sightings + redelivered)
      const places = new Set(copies.map(({ device, record, index }) => `${device} ${record} ${index}`))
      expect(folded + duplicate + late + parked).toBe(places.size)
    }),
  )
})
