import { type MailboxEvent, personOf } from '#shared/domain/event.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import type { Timer } from '#shared/ports.ts'
import type { CausedOccasion, EventOutcome, Folded } from './fold-mailbox.ts'
import type { ReadRecord, Refused } from './read-record.ts'

/** Takes a person's own mailbox apart: what happens to her elsewhere, and the timers of her runs. There is no presence to fold. */
export const foldPerson = (mailbox: string, reads: readonly ReadRecord[]): Folded => {
  const whom = personOf(mailbox)
  const occasions: CausedOccasion[] = []
  const outcomes = new Map<ReadRecord, EventOutcome[]>()
  const refused = new Map<ReadRecord, Refused[]>()
  const timersDone: Timer[] = []
  for (const read of reads) {
    refused.set(read, [...read.refused])
    const ofRecord: EventOutcome[] = read.refused.map(({ index, reason }) => ({ index, outcome: 'parked', reason }))
    outcomes.set(read, ofRecord)
    for (const { index, event } of read.events) {
      if (event.kind === 'timer') timersDone.push({ mailbox, dueAt: event.dueAt })
      const occasion = whom && occasionOf(mailbox, whom, event)
      if (occasion === undefined) {
        ofRecord.push({ index, outcome: 'ignored', reason: 'wrong_mailbox' })
        continue
      }
      const cause = { record: read.record.sequence, index }
      occasions.push({ cause, ordinal: occasions.length, before: undefined, after: undefined, occasion })
      ofRecord.push({ index, outcome: 'folded' })
    }
  }
  return {
    mailbox,
    before: undefined,
    presence: undefined,
    joins: undefined,
    leaves: false,
    moments: [],
    occasions,
    signs: [],
    where: { before: undefined, after: undefined },
    receipts: [],
    outcomes,
    refused,
    timersDone,
  }
}

type Whom = NonNullable<ReturnType<typeof personOf>>

const occasionOf = (mailbox: string, whom: Whom, event: MailboxEvent): Occasion | undefined => {
  if (event.kind === 'occasion') return event.occasion
  if (event.kind !== 'timer') return undefined
  const { dueAt, receivedAt } = event
  return { kind: 'wake', id: derivedId(mailbox, 'wake', dueAt), ...whom, occurredAt: dueAt, receivedAt }
}
