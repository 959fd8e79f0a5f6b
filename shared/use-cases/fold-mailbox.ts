import { isInBay } from '#shared/domain/cart-bay.ts'
import { isShopper } from '#shared/domain/customer.ts'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Cause, Outcome } from '#shared/domain/journal.ts'
import { heardAs } from '#shared/domain/locating/heard-as.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { advance, type Presence } from '#shared/domain/presence.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Release } from '#shared/domain/release.ts'
import { type Sign, type Step, type Where, whereAfter, whereOf } from '#shared/domain/shared-visit.ts'
import type { Aside } from '#shared/domain/situation.ts'
import type { Timer } from '#shared/ports.ts'
import type { Joining } from './merge-identified.ts'
import type { ReadRecord, Refused } from './read-record.ts'

/** A moment, where its device was before and is after it as far as it stands for a shopper, and why it is nobody's, if it is. */
export type CausedMoment = Pick<Step, 'ordinal' | 'before' | 'after'> & { cause: Cause; moment: Moment; aside?: Aside }
/** The same of anything that a person's journeys may react to. `ordinal` is its place among the mailbox's moments. */
export type CausedOccasion = Omit<CausedMoment, 'moment'> & { occasion: Occasion }
type CausedReceipt = { cause: Cause; deviceId: string; receivedAt: number; receipt: Receipt }
export type EventOutcome = Outcome & { index: number; id?: string }

/**
 * A mailbox after all its events of a batch, and what they brought about. `before` is what the store holds.
 *
 * `signs` are the device's comings to customers and goings, in order. `where` is where it stands for a shopper. `joins` is the
 * customer whom a device came to that was nobody's, `leaves` says that it was somebody's and is nobody's now.
 */
export type Folded = {
  mailbox: string
  before: Presence | undefined
  presence: Presence | undefined
  joins: Joining | undefined
  leaves: boolean
  moments: readonly CausedMoment[]
  /** What is no moment of presence, and journeys may react to all the same. */
  occasions: readonly CausedOccasion[]
  signs: readonly Sign[]
  where: { before: Where | undefined; after: Where | undefined }
  receipts: readonly CausedReceipt[]
  outcomes: ReadonlyMap<ReadRecord, readonly EventOutcome[]>
  refused: ReadonlyMap<ReadRecord, readonly Refused[]>
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
  let joins: Joining | undefined
  let moments: CausedMoment[] = []
  let occasions: CausedOccasion[] = []
  const signs: Sign[] = []
  const receipts: CausedReceipt[] = []
  const outcomes = new Map<ReadRecord, EventOutcome[]>()
  const refused = new Map<ReadRecord, Refused[]>()
  const timersDone: Timer[] = []
  const identities = new Set([before?.customerId])

  for (const read of reads) {
    const ofRecord: EventOutcome[] = []
    const refusedOfRecord: Refused[] = []
    outcomes.set(read, ofRecord)
    refused.set(read, refusedOfRecord)
    const refuse = ({ index, id, ...why }: Refused) => {
      const place = id === undefined ? { index } : { index, id }
      refusedOfRecord.push({ ...place, ...why })
      ofRecord.push({ ...place, outcome: 'parked', reason: why.reason })
    }
    for (const one of read.refused) refuse(one)
    const scanned: ScannedSighting[] = []
    for (const { index, id, event } of read.events) {
      const place = id === undefined ? { index } : { index, id }
      if (event.kind === 'timer') timersDone.push({ mailbox, dueAt: event.dueAt })
      try {
        const advanced = advance(presence, event, release)
        const previous = presence
        const wasNobodys = previous?.customerId === undefined
        presence = advanced.presence
        if (advanced.outcome.outcome === 'parked') {
          const { reason } = advanced.outcome
          refuse({ ...place, reason, detail: `${mailbox}: ${mends[reason] ?? 'look at what was said'}` })
          continue
        }
        const cause: Cause = { record: read.record.sequence, index, ...(id === undefined ? {} : { sightingId: id }) }
        moments.push(...stepsOf(previous, presence, advanced.moments, release).map((step) => ({ cause, ...step })))
        if (event.kind === 'identify') signs.push(...signsOf(mailbox, previous, presence, event.receivedAt, release))
        const customerId = presence?.customerId
        identities.add(customerId)
        if (wasNobodys && customerId !== undefined) {
          joins ??= { customerId, saidAt: event.receivedAt }
          moments = moments.map(({ moment, ...rest }) => ({ ...rest, moment: inTheNameOf(customerId, moment) }))
          occasions = occasions.map(({ occasion, ...rest }) => ({
            ...rest,
            occasion: inTheNameOf(customerId, occasion),
          }))
        }
        if (event.kind === 'receipt') {
          const { deviceId, receivedAt, receipt } = event
          receipts.push({ cause, deviceId, receivedAt, receipt })
          if (presence && release.hearsReceipts.has(receipt.event))
            occasions.push({
              cause,
              ordinal: presence.moments,
              before: undefined,
              after: undefined,
              occasion: receiptOf(event, presence),
            })
        }
        ofRecord.push({ ...place, ...advanced.outcome })
        if (event.kind === 'sighting' && advanced.outcome.outcome === 'folded') scanned.push({ cause, event })
      } catch (error) {
        refuse({ ...place, reason: 'failed', detail: `folding it failed: ${(error as Error).stack ?? error}` })
      }
    }
    const scan = scanOf(scanned, release)
    if (scan === undefined) continue
    const previous = presence
    const advanced = advance(previous, scan.event, release)
    presence = advanced.presence
    moments.push(
      ...stepsOf(previous, presence, advanced.moments, release).map((step) => ({ cause: scan.cause, ...step })),
    )
  }
  const leaves = presence?.customerId === undefined && identities.size > 1
  const where = {
    before: whereOfShopper(before, whereOf(before?.visit), release),
    after: whereOfShopper(presence, whereOf(presence?.visit), release),
  }
  return {
    mailbox,
    before,
    presence,
    joins,
    leaves,
    moments,
    occasions,
    signs,
    where,
    receipts,
    outcomes,
    refused,
    timersDone,
  }
}

type ScannedSighting = { cause: Cause; event: Extract<MailboxEvent, { kind: 'sighting' }> }

/** What the new sightings of a record say together, in a venue that has a map of its radio; caused by the last of them. */
const scanOf = (
  scanned: readonly ScannedSighting[],
  release: Release,
): { cause: Cause; event: MailboxEvent } | undefined => {
  const last = scanned.at(-1)
  const venue = last && release.venues.get(last.event.venueId)
  if (!last || !venue?.locating) return undefined
  const { deviceId, venueId, receivedAt } = last.event
  const heard = scanned.flatMap(({ event: { sighting } }) => heardAs(sighting, venue) ?? [])
  return { cause: last.cause, event: { kind: 'scan', deviceId, venueId, heard, receivedAt } }
}

/** What to do about what a fold parks. */
const mends: Readonly<Record<string, string>> = {
  unknown_device: 'enrol the device first (POST /devices)',
  'spoofed?':
    'an ephemeral id of one of our beacons was heard at a time that is not its own: somebody plays it back, or the clock of the beacon was reset and it must be registered again',
}

/** What nobody did belongs to whom the device comes to: her ledger, which takes the device's own one over, decides. */
const inTheNameOf = <O extends Occasion>(customerId: string, occasion: O): O => ({
  ...occasion,
  customerId: occasion.customerId ?? customerId,
})

/** What became of a message, as an occasion: the same word, however often it is said. */
const receiptOf = (
  { deviceId, receipt, receivedAt }: Extract<MailboxEvent, { kind: 'receipt' }>,
  { customerId }: Presence,
): Occasion => ({
  kind: 'receipt',
  id: derivedId(deviceId, 'receipt', receipt.messageId, receipt.event),
  deviceId,
  ...(customerId === undefined ? {} : { customerId }),
  receipt,
  occurredAt: Math.min(receipt.at, receivedAt),
  receivedAt,
})

/** Where a device stands for a shopper: staff, tills and fixtures never do, a cart not in its bay. */
const whereOfShopper = (
  presence: Presence | undefined,
  where: Where | undefined,
  release: Release,
): Where | undefined =>
  presence === undefined || !isShopper(presence) || isInBay(presence.deviceKind, where, release) ? undefined : where

const stepsOf = (
  previous: Presence | undefined,
  presence: Presence | undefined,
  moments: readonly Moment[],
  release: Release,
): Omit<CausedMoment, 'cause'>[] => {
  if (presence === undefined || moments.length === 0) return []
  const first = presence.moments - moments.length
  const [wasThere, isThere] = [whereOf(previous?.visit), whereOf(presence.visit)]
  let where = wasThere
  return moments.map((moment, i) => {
    const before = whereOfShopper(presence, where, release)
    where = whereAfter(where, moment)
    const isLeaving = moment.kind === 'zone.exit' || moment.kind === 'venue.exit'
    const inBay = isInBay(presence.deviceKind, isLeaving ? wasThere : isThere, release)
    const step = { ordinal: first + i, before, after: whereOfShopper(presence, where, release), moment }
    return inBay ? { ...step, aside: { check: 'bay', reason: 'staff', saw: 'a cart in its bay' } } : step
  })
}

/** Whom a device leaves and whom it comes to, when it is said whose it is. */
const signsOf = (
  mailbox: string,
  previous: Presence | undefined,
  presence: Presence | undefined,
  saidAt: number,
  release: Release,
): Sign[] => {
  if (presence === undefined || previous?.customerId === presence.customerId) return []
  const { deviceId, moments: ordinal } = presence
  const where = whereOfShopper(presence, whereOf(presence.visit), release)
  return [previous?.customerId, presence.customerId].flatMap((customerId, i) =>
    customerId === undefined ? [] : [{ mailbox, deviceId, customerId, isIn: i === 1, saidAt, ordinal, where }],
  )
}
