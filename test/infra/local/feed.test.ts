import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { feedLines } from '#infra/local/feed.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { aMessage, aMoment } from '#test/support/builders.ts'

const at = new Date(2026, 10, 21, 9, 1, 2).getTime()
const cause = { record: '1', index: 0 }

/** What an entry looks like to who knows that phone-1 and tag-7 are Ada’s, without colours. */
const seen = (entry: JournalEntry) =>
  feedLines(entry, (id) => (id === 'phone-1' || id === 'tag-7' ? 'Ada' : id)).map(stripVTControlCharacters)

const outcomes = (...of: Extract<JournalEntry, { type: 'outcomes' }>['outcomes']): JournalEntry => ({
  type: 'outcomes',
  at,
  record: '1',
  mailbox: 'device:phone-1',
  outcomes: of,
})

describe('the feed', () => {
  test.each([
    [aMoment({ kind: 'zone.enter' }), 'enters shoes'],
    [aMoment({ kind: 'zone.dwell', dwellSeconds: 45 }), 'has been in shoes for 45 s'],
    [aMoment({ kind: 'zone.exit' }), 'leaves shoes'],
  ])('tells where somebody is', (moment, text) => {
    expect(seen({ type: 'moment', at, cause, moment })).toEqual([`09:01:02  Ada           ${text}`])
  })

  test('names the venue where no zone is meant, and who she is by what she carries: the archive has a pseudonym', () => {
    const { zoneId: _, ...moment } = aMoment({
      kind: 'venue.exit',
      deviceId: 'tag-7',
      customerId: 'kQ3xY7_pseudonym-of-ad',
    })
    expect(seen({ type: 'moment', at, cause, moment })).toEqual(['09:01:02  Ada           leaves store'])
  })

  test('tells what was sent', () => {
    expect(seen({ type: 'message', at, cause, deviceId: 'phone-1', message: aMessage(), again: false })).toEqual([
      '09:01:02  Ada             ✉ Shoe care: Free with any pair',
    ])
  })

  test('tells what a journey did not send, and what the last check saw; a message has a line of its own', () => {
    const decision = {
      type: 'decision' as const,
      at,
      cause,
      occasion: aMoment(),
      journeyId: 'shoe-care',
      trace: [
        { check: 'pause', passed: true, saw: 'nothing paused' },
        { check: 'consent', passed: false, saw: 'marketing: denied' },
      ],
    }
    expect(seen({ ...decision, suppressed: 'no_consent' })).toEqual([
      '09:01:02  Ada             no shoe-care: no_consent (marketing: denied)',
    ])
    expect(seen({ ...decision, messageId: 'm1' })).toEqual([])
  })

  test('tells what became of a message', () => {
    const receipt = { messageId: 'm1', event: 'opened' as const, at }
    expect(seen({ type: 'receipt', at, cause, deviceId: 'phone-1', receipt })).toEqual([
      '09:01:02  Ada             opened',
    ])
  })

  test('is silent about what was folded, and about timers that had nothing to do', () => {
    expect(
      seen(outcomes({ index: 0, outcome: 'folded' }, { index: 0, outcome: 'ignored', reason: 'stale_timer' })),
    ).toEqual([])
  })

  test('counts what was not folded by its reason', () => {
    const parked = { outcome: 'parked' as const, reason: 'bad_rssi' }
    expect(
      seen(
        outcomes(
          { index: 0, ...parked },
          { index: 1, outcome: 'folded' },
          { index: 2, ...parked },
          { index: 3, outcome: 'duplicate' },
          { index: 4, outcome: 'late' },
          { index: 5, outcome: 'ignored', reason: 'unknown_beacon' },
        ),
      ),
    ).toEqual([
      '09:01:02  Ada             2 × parked, bad_rssi',
      '09:01:02  Ada             1 × duplicate',
      '09:01:02  Ada             1 × late',
      '09:01:02  Ada             1 × unknown_beacon',
    ])
  })

  test('says at which gateway, in which venue or by whom something was counted', () => {
    const counted = { type: 'counted' as const, at, source: 'ingest', reason: 'unregistered_device', count: 7 }
    const told = '7 × unregistered_device'
    expect(seen({ ...counted, venueId: 'store', gatewayId: 'door' })).toEqual([`09:01:02  door            ${told}`])
    expect(seen({ ...counted, venueId: 'store' })).toEqual([`09:01:02  store           ${told}`])
    expect(seen(counted)).toEqual([`09:01:02  ingest          ${told}`])
  })

  test('says which gateway fell silent and what that cost, and whatever else changed', () => {
    const health = { type: 'health' as const, at, id: 'h1', venueId: 'store', since: at }
    const gateway = { kind: 'gateway' as const, id: 'g7' }
    expect(seen({ ...health, subject: gateway, change: 'silent', momentsLost: 12.4 })).toEqual([
      '09:01:02  g7              silent, about 12 moments lost',
    ])
    expect(seen({ ...health, subject: { kind: 'venue' }, change: 'unknown_ids' })).toEqual([
      '09:01:02  venue           unknown ids',
    ])
  })

  test('cuts long names, so that its columns stand', () => {
    const [line] = seen({ type: 'moment', at, cause, moment: aMoment({ deviceId: '0123456789abcdef' }) })
    expect(line).toBe('09:01:02  0123456789ab  enters shoes')
  })
})
