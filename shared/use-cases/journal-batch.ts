import type { JournalEntry } from '#shared/domain/journal.ts'
import type { DecidedMoment } from './decide-moments.ts'
import type { Folded } from './fold-mailbox.ts'

/** Moments, decisions, messages and receipts: what the archive must hold before the presence that caused them is committed. */
export const whatHappened = ({ receipts }: Folded, decided: readonly DecidedMoment[]): JournalEntry[] => [
  ...decided.map(
    ({ cause, moment, isShared }): JournalEntry => ({
      type: 'moment',
      at: moment.receivedAt,
      cause,
      moment,
      ...(isShared && { isShared }),
    }),
  ),
  ...decided.flatMap(decisionsOf),
  ...receipts.map(
    ({ cause, deviceId, receivedAt, receipt }): JournalEntry => ({
      type: 'receipt',
      at: receivedAt,
      cause,
      deviceId,
      receipt,
    }),
  ),
]

const decisionsOf = ({ cause, moment, decisions, promises, failed }: DecidedMoment): JournalEntry[] => {
  const at = moment.receivedAt
  const { venueId } = moment
  return [
    ...decisions.map(
      ({ journeyId, trace, ...result }): JournalEntry => ({
        type: 'decision',
        at,
        cause,
        moment,
        journeyId,
        trace,
        ...('message' in result ? { messageId: result.message.id } : { suppressed: result.suppressed }),
      }),
    ),
    ...promises.map(
      ({ deviceId, message, again }): JournalEntry => ({ type: 'message', at, cause, deviceId, message, again }),
    ),
    ...(failed === undefined ? [] : [counted(at, 'failed', 1, { venueId })]),
  ]
}

/**
 * One outcome for every event of every record, and how often something was read only in part. A record that comes again
 * after its commit, because of a neighbour, is told of again, as duplicates: the first word on (record, index) counts.
 */
export const outcomesOf = ({ mailbox, outcomes }: Folded): JournalEntry[] =>
  [...outcomes].flatMap(([read, ofRecord]): JournalEntry[] => {
    const { sequence, arrivedAt } = read.record
    const venue = read.venueId === undefined ? {} : { venueId: read.venueId }
    const warnings = Map.groupBy(read.warnings, ({ reason }) => reason)
    return [
      { type: 'outcomes', at: arrivedAt, record: sequence, mailbox, ...venue, outcomes: [...ofRecord] },
      ...[...warnings].map(([reason, { length }]) => counted(arrivedAt, reason, length, venue)),
    ]
  })

const counted = (at: number, reason: string, count: number, venue: { venueId?: string }): JournalEntry => ({
  type: 'counted',
  at,
  source: 'engage-visitors',
  reason,
  count,
  ...venue,
})
