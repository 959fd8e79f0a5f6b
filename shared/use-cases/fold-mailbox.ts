import type { Cause, Outcome } from '#shared/domain/journal.ts'
import type { Receipt } from '#shared/domain/message.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, type Presence } from '#shared/domain/presence.ts'
import type { Release } from '#shared/domain/release.ts'
import type { Timer } from '#shared/ports.ts'
import type { ReadRecord, Refused } from './read-record.ts'

export type CausedMoment = { cause: Cause; moment: Moment }
export type EventOutcome = Outcome & { index: number; id?: string }

/** A mailbox after all its events of a batch, and what they brought about. `before` is what the store holds. */
export type Folded = {
  mailbox: string
  before: Presence | undefined
  presence: Presence | undefined
  moments: readonly CausedMoment[]
  receipts: readonly { cause: Cause; receipt: Receipt }[]
  outcomes: ReadonlyMap<ReadRecord, readonly EventOutcome[]>
  refused: readonly { read: ReadRecord; refused: Refused }[]
  timersDone: readonly Timer[]
}

/** Folds a mailbox's records of a batch in order. An event that breaks the fold is refused: no retry would mend it. */
export const foldMailbox = (
  mailbox: string,
  before: Presence | undefined,
  reads: readonly ReadRecord[],
  release: Release,
): Folded => {
  let presence = before
  const moments: CausedMoment[] = []
  const receipts: { cause: Cause; receipt: Receipt }[] = []
  const outcomes = new Map<ReadRecord, EventOutcome[]>()
  const refused: { read: ReadRecord; refused: Refused }[] = []
  const timersDone: Timer[] = []

  for (const read of reads) {
    const ofRecord: EventOutcome[] = []
    outcomes.set(read, ofRecord)
    const refuse = (one: Refused) => {
      refused.push({ read, refused: one })
      ofRecord.push({ ...named(one), outcome: 'parked', reason: one.reason })
    }
    for (const one of read.refused) refuse(one)
    for (const { index, id, event } of read.events) {
      const place = id === undefined ? { index } : { index, id }
      if (event.kind === 'timer') timersDone.push({ mailbox, dueAt: event.dueAt })
      try {
        const advanced = advance(presence, event, release)
        presence = advanced.presence
        if (advanced.outcome.outcome === 'parked') {
          refuse({
            ...place,
            reason: advanced.outcome.reason,
            detail: `${mailbox}: enrol the device first (POST /devices)`,
          })
          continue
        }
        const cause: Cause = { record: read.record.sequence, index, ...(id === undefined ? {} : { sightingId: id }) }
        moments.push(...advanced.moments.map((moment) => ({ cause, moment })))
        if (event.kind === 'receipt') receipts.push({ cause, receipt: event.receipt })
        ofRecord.push({ ...place, ...advanced.outcome })
      } catch (error) {
        refuse({ ...place, reason: 'failed', detail: `folding it failed: ${(error as Error).stack ?? error}` })
      }
    }
  }
  return { mailbox, before, presence, moments: inTheNameOf(presence, moments), receipts, outcomes, refused, timersDone }
}

/** Whoever a mailbox is identified as by the end of a batch is who its moments belong to: her ledger decides. */
const inTheNameOf = (presence: Presence | undefined, moments: readonly CausedMoment[]): CausedMoment[] =>
  moments.map(({ cause, moment: { customerId: _, ...moment } }) => ({
    cause,
    moment: presence?.customerId === undefined ? moment : { ...moment, customerId: presence.customerId },
  }))

const named = ({ index, id }: Refused) => (id === undefined ? { index } : { index, id })
