import type { JournalEntry } from '#shared/domain/journal.ts'
import type { DecidedOccasion } from './decide-occasions.ts'
import type { Folded } from './fold-mailbox.ts'

/** Moments, decisions, messages and receipts: what the archive must hold before the presence that caused them is committed. */
export const whatHappened = ({ receipts }: Folded, decided: readonly DecidedOccasion[]): JournalEntry[] => [
  ...decided.map(toldOf),
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

const toldOf = ({ cause, occasion, isShared }: DecidedOccasion): JournalEntry => {
  const at = occasion.receivedAt
  if (!('visitId' in occasion)) return { type: 'occasion', at, cause, occasion }
  return { type: 'moment', at, cause, moment: occasion, ...(isShared && { isShared }) }
}

const decisionsOf = ({ cause, occasion, decisions, promises, failed }: DecidedOccasion): JournalEntry[] => {
  const at = occasion.receivedAt
  const venue = 'venueId' in occasion && occasion.venueId !== undefined ? { venueId: occasion.venueId } : {}
  return [
    ...decisions.map((decision): JournalEntry => {
      const { message, ...told } = { message: undefined, ...decision }
      return { type: 'decision', at, cause, occasion, ...told, ...(message && { messageId: message.id }) }
    }),
    ...promises.map(
      ({ deviceId, message, again }): JournalEntry => ({ type: 'message', at, cause, deviceId, message, again }),
    ),
    ...(failed === undefined ? [] : [counted(at, 'failed', 1, venue)]),
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
