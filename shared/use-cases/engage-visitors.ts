import { personOf } from '#shared/domain/event.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Membership } from '#shared/domain/occupancy.ts'
import { withTimer } from '#shared/domain/presence.ts'
import type { Release } from '#shared/domain/release.ts'
import type { Parked, Ports, Timer } from '#shared/ports.ts'
import { acceptanceFacts } from './acceptance-facts.ts'
import { type DecidedOccasion, type DecidePorts, decideOccasions, type Pause } from './decide-occasions.ts'
import { type Folded, foldMailbox } from './fold-mailbox.ts'
import { foldPerson } from './fold-person.ts'
import type { Undecided } from './follow-people.ts'
import { outcomesOf, whatHappened } from './journal-batch.ts'
import { type FindLocator, liveLocating } from './live-locating.ts'
import { liveRules } from './live-rules.ts'
import { mergeIdentified, stopForwarding } from './merge-identified.ts'
import type { noteAcceptance } from './note-acceptance.ts'
import { ownMembership } from './note-occupancy.ts'
import { parkedOf } from './park-refused.ts'
import { type ReadRecord, readRecord, type StreamedRecord } from './read-record.ts'
import { placeOf } from './redriven.ts'
import { takeCalibrations } from './take-calibrations.ts'

export type EngagePorts = DecidePorts &
  Pick<Ports, 'presences' | 'releases' | 'journal' | 'parking' | 'calibrationWalks' | 'occupancies' | 'explanations'>

/** A mailbox that an outage stopped; its records from `sequence` on must be handed in again. */
export type Failure = { mailbox: string; sequence: string; error: Error }

/** Takes note of mailboxes that were committed; never rejects. */
export type NoteCommitted = (committed: readonly Folded[], release: Release, now: number) => Promise<void>

/**
 * Engages with a batch of the stream: folds each mailbox in order, decides and claims, emits, and commits presence last.
 *
 * What no retry mends is parked and never fails a record. An outage that concerns one mailbox is returned as its failure;
 * one that concerns them all rejects. Either way the same records may come again: everything here can be repeated.
 */
export const engageVisitors = (
  ports: EngagePorts,
  pause?: Pause,
  note?: NoteCommitted,
  findLocator: FindLocator = async () => undefined,
  accept?: ReturnType<typeof noteAcceptance>,
) => {
  const live = liveRules(ports)
  const locate = liveLocating(findLocator)
  const decideAll = decideOccasions(ports, pause)
  const merge = mergeIdentified(ports)
  const takeWalks = takeCalibrations(ports)
  const separate = stopForwarding(ports)

  return async (records: readonly StreamedRecord[]): Promise<Failure[]> => {
    const { reads, failed } = await takeWalks(records.map(readRecord))
    const arrivedAt = Math.max(...records.map((record) => record.arrivedAt))
    const mailboxes = Map.groupBy(reads, ({ mailbox }) => mailbox)
    const withEvents = [...mailboxes].flatMap(([mailbox, own]) =>
      own.some(({ events }) => events.length > 0) && !personOf(mailbox) ? [mailbox] : [],
    )
    const [now, stored] = await Promise.all([live(arrivedAt), ports.presences.find(withEvents)])
    const located = await locate(now.release, reads.flatMap(sightingVenue))
    const folded = [...mailboxes].map(([mailbox, own]) =>
      personOf(mailbox) ? foldPerson(mailbox, own) : foldMailbox(mailbox, stored.get(mailbox), own, located),
    )
    const failures = new Map<string, Failure>()
    const fail = (mailbox: string, error: Error) => {
      const sequence = mailboxes.get(mailbox)?.[0]?.record.sequence ?? ''
      if (!failures.has(mailbox)) failures.set(mailbox, { mailbox, sequence, error })
    }
    for (const [mailbox, error] of failed) fail(mailbox, error)
    const standing = <T extends Folded>(of: readonly T[]): T[] => of.filter(({ mailbox }) => !failures.has(mailbox))
    /** Runs a step of one mailbox; if it rejects, this mailbox stops here and the others go on. */
    const each = <T extends Folded>(of: readonly T[], step: (one: T) => Promise<unknown>) =>
      Promise.all(of.map((one) => step(one).catch((error: Error) => fail(one.mailbox, error))))

    await park(ports, folded.flatMap(refusedOf))
    await each(folded, async ({ presence, joins, leaves, signs }) => {
      if (joins !== undefined) await merge(presence?.deviceId ?? '', joins)
      if (leaves) await separate(presence?.deviceId ?? '', signs.findLast(({ isIn }) => !isIn)?.saidAt ?? arrivedAt)
    })
    const folding = standing(folded)
    const signs = folding.flatMap((one) => one.signs)
    const { decided, memberships, contested } = await decideAll(folding.flatMap(undecided), now, signs)
    for (const { mailboxes, error } of contested) for (const mailbox of mailboxes) fail(mailbox, error)
    await park(ports, decided.flatMap(undecidable))

    const byMailbox = Map.groupBy(
      decided.toSorted((a, b) => a.ordinal - b.ordinal),
      ({ mailbox }) => mailbox,
    )
    const timed = standing(folded).map((one) => arm(one, now.release))
    const publishing = each(timed, async ({ mailbox }) => {
      const own = byMailbox.get(mailbox) ?? []
      const promises = own.flatMap((one) => one.promises)
      await Promise.all([
        confirm(ports, promises),
        ...promises.map(({ deviceId, message }) => ports.phones.publish(deviceId, message)),
        ...own.flatMap((one) => one.withdrawals).map((one) => ports.phones.publish(one.deviceId, revocationOf(one))),
      ])
    })
    // meanwhile: a timer of a mailbox that stops here is stale when it rings
    const arming = ports.timers.arm(
      timed.flatMap(({ timers }) => timers),
      arrivedAt,
    )
    // of a mailbox that stops here as well: what is noted of it now, its repetition notes again
    const noting = noteWhere(ports, [...memberships, ...timed.flatMap((one) => ownMembership(one, arrivedAt))])
    const explaining = explain(ports, decided, now.release)
    await Promise.all([publishing, arming, noting, explaining])
    const armed = standing(timed)
    await append(
      ports,
      armed.flatMap((one) => whatHappened(one, byMailbox.get(one.mailbox) ?? [])),
    )
    await each(armed, async ({ mailbox, before, presence }) => {
      if (presence === undefined || presence === before) return
      if ((await ports.presences.save(mailbox, presence)) === 'conflict')
        throw new Error(`${mailbox} was folded elsewhere meanwhile`)
    })

    const committed = standing(armed)
    await ports.timers.clear(committed.flatMap(timersDone))
    await append(ports, committed.flatMap(outcomesOf))
    await note?.(committed, now.release, arrivedAt)
    const settled = new Set(committed.map(({ mailbox }) => mailbox))
    await accept?.(acceptanceFacts(decided.filter(({ mailbox }) => settled.has(mailbox))), arrivedAt)
    return [...failures.values()]
  }
}

const sightingVenue = ({ venueId, events }: ReadRecord): readonly string[] =>
  venueId !== undefined && events.some(({ event }) => event.kind === 'sighting') ? [venueId] : []

const undecided = ({ mailbox, presence, moments, occasions }: Folded): Undecided[] => {
  const device = presence ?? nobodysPhone
  return [...occasions, ...moments.map(({ moment, ...one }) => ({ ...one, occasion: moment }))].map((one) => ({
    ...one,
    mailbox,
    device,
  }))
}

/** What comes to a person's mailbox comes from no device: what is sent in return goes to a phone. */
const nobodysPhone = { deviceKind: 'phone', staff: false } as const

const arm = (one: Folded, release: Release): Folded & { timers: readonly Timer[] } => {
  if (one.presence === undefined || one.presence === one.before) return { ...one, timers: [] }
  const { presence, timerAt } = withTimer(one.presence, release)
  return { ...one, presence, timers: timerAt === undefined ? [] : [{ mailbox: one.mailbox, dueAt: timerAt }] }
}

/** What a mailbox was woken by, unless it wants to be woken at that very time again. */
const timersDone = ({ presence, timersDone }: Folded): Timer[] =>
  timersDone.filter(({ dueAt }) => dueAt !== presence?.timerAt)

const refusedOf = ({ refused }: Folded): Parked[] =>
  [...refused].flatMap(([{ record, topic }, ofRecord]) => {
    if (ofRecord.length === 0) return []
    const place = placeOf(record.data) ?? { id: record.sequence, at: record.arrivedAt }
    const body = Buffer.from(record.data).toString('base64')
    const mailbox = record.partitionKey
    return parkedOf({ ...place, mailbox, body, ...(topic === undefined ? {} : { topic }) }, ofRecord)
  })

const undecidable = ({ occasion, failed }: DecidedOccasion): Parked[] => {
  if (failed === undefined) return []
  const body = Buffer.from(JSON.stringify(occasion)).toString('base64')
  const detail = `deciding it failed: ${failed.stack ?? failed}`
  return [{ id: occasion.id, reason: 'failed', detail, body, at: occasion.receivedAt }]
}

/** What messages hold of offers is theirs for good, once they were promised. */
const confirm = async ({ offers }: EngagePorts, promises: DecidedOccasion['promises']): Promise<void> => {
  const ids = promises.flatMap(({ message }) => (message.offer?.code === undefined ? [] : [message.id]))
  if (ids.length > 0) await offers.confirm(ids)
}

const explain = async ({ explanations }: EngagePorts, decided: readonly DecidedOccasion[], release: Release) => {
  const told = decided.flatMap(({ occasion, decisions }) =>
    decisions.length === 0
      ? []
      : [
          {
            ledgerId: ledgerIdOf(occasion),
            occasion,
            release: release.version,
            decisions,
          },
        ],
  )
  if (told.length > 0) await explanations.write(told)
}

/** Takes a message back from the phone. */
const revocationOf = ({ id, messageId, expiresAt }: DecidedOccasion['withdrawals'][number]): Message => ({
  id,
  class: 'service',
  kind: 'text',
  title: '',
  body: '',
  locale: 'en',
  expiresAt,
  revokes: messageId,
})

const park = async ({ parking }: EngagePorts, parked: readonly Parked[]): Promise<void> => {
  if (parked.length > 0) await parking.park(parked)
}

const noteWhere = async ({ occupancies }: EngagePorts, memberships: readonly Membership[]): Promise<void> => {
  if (memberships.length > 0) await occupancies.note(memberships)
}

const append = async ({ journal }: EngagePorts, entries: readonly JournalEntry[]): Promise<void> => {
  if (entries.length > 0) await journal.append(entries)
}
