import type { JournalEntry } from '#shared/domain/journal.ts'
import { withTimer } from '#shared/domain/presence.ts'
import type { Release } from '#shared/domain/release.ts'
import type { Parked, Ports, Timer } from '#shared/ports.ts'
import { type DecidedMoment, decideMoments } from './decide-moments.ts'
import { type Folded, foldMailbox } from './fold-mailbox.ts'
import { liveRelease } from './live-release.ts'
import { mergeIdentified } from './merge-identified.ts'
import { readRecord, type StreamedRecord } from './read-record.ts'

export type EngagePorts = Pick<Ports, 'presences' | 'people' | 'releases' | 'timers' | 'phones' | 'journal' | 'parking'>

/** A mailbox that an outage stopped; its records from `sequence` on must be handed in again. */
export type Failure = { mailbox: string; sequence: string; error: Error }

/**
 * Engages with a batch of the stream: folds each mailbox in order, decides and claims, emits, and commits presence last.
 *
 * What no retry mends is parked and never fails a record. An outage that concerns one mailbox is returned as its failure;
 * one that concerns them all rejects. Either way the same records may come again: everything here can be repeated.
 */
export const engageVisitors = (ports: EngagePorts) => {
  const live = liveRelease(ports)
  const decideAll = decideMoments(ports)
  const merge = mergeIdentified(ports)

  return async (records: readonly StreamedRecord[]): Promise<Failure[]> => {
    const reads = records.map(readRecord)
    const now = await live(Math.max(...records.map(({ arrivedAt }) => arrivedAt)))
    const mailboxes = Map.groupBy(reads, ({ mailbox }) => mailbox)
    const withEvents = [...mailboxes].flatMap(([mailbox, own]) =>
      own.some(({ events }) => events.length > 0) ? [mailbox] : [],
    )
    const stored = await ports.presences.find(withEvents)
    const folded = [...mailboxes].map(([mailbox, own]) => foldMailbox(mailbox, stored.get(mailbox), own, now.release))
    const failures = new Map<string, Failure>()
    const fail = (mailbox: string, error: Error) => {
      const sequence = mailboxes.get(mailbox)?.[0]?.record.sequence ?? ''
      if (!failures.has(mailbox)) failures.set(mailbox, { mailbox, sequence, error })
    }
    const standing = () => folded.filter(({ mailbox }) => !failures.has(mailbox))
    /** Runs a step of one mailbox; if it rejects, this mailbox stops here and the others go on. */
    const each = (of: readonly Folded[], step: (one: Folded) => Promise<unknown>) =>
      Promise.all(of.map((one) => step(one).catch((error: Error) => fail(one.mailbox, error))))

    await park(ports, folded)
    await each(folded.filter(newlyIdentified), ({ presence }) =>
      merge(presence?.deviceId ?? '', presence?.customerId ?? ''),
    )
    const { decided, contested } = await decideAll(standing().flatMap(undecided), now)
    for (const { moments, error } of contested) for (const { mailbox } of moments) fail(mailbox, error)

    const byMailbox = Map.groupBy(decided, ({ mailbox }) => mailbox)
    await each(standing(), async ({ mailbox }) => {
      const promises = (byMailbox.get(mailbox) ?? []).flatMap((one) => one.promises)
      await Promise.all(promises.map(({ deviceId, message }) => ports.phones.publish(deviceId, message)))
    })
    const armed = standing().map((one) => arm(one, now.release))
    await ports.timers.arm(
      armed.flatMap(({ timers }) => timers),
      Math.max(...reads.map(({ record }) => record.arrivedAt)),
    )
    await append(
      ports,
      standing().flatMap((one) => whatHappened(one, byMailbox.get(one.mailbox) ?? [])),
    )
    await each(armed, async ({ mailbox, before, presence }) => {
      if (presence === undefined || presence === before) return
      if ((await ports.presences.save(mailbox, presence)) === 'conflict')
        throw new Error(`${mailbox} was folded elsewhere meanwhile`)
    })

    await ports.timers.clear(standing().flatMap(({ timersDone }) => timersDone))
    await append(ports, standing().flatMap(outcomesOf))
    return [...failures.values()]
  }
}

const newlyIdentified = ({ before, presence }: Folded): boolean =>
  presence?.customerId !== undefined && presence.customerId !== before?.customerId

const undecided = ({ mailbox, presence, moments }: Folded) =>
  presence === undefined ? [] : moments.map((one) => ({ ...one, mailbox, device: presence }))

const arm = (one: Folded, release: Release): Folded & { timers: readonly Timer[] } => {
  if (one.presence === undefined || one.presence === one.before) return { ...one, timers: [] }
  const { presence, timerAt } = withTimer(one.presence, release)
  return { ...one, presence, timers: timerAt === undefined ? [] : [{ mailbox: one.mailbox, dueAt: timerAt }] }
}

const park = async ({ parking }: EngagePorts, folded: readonly Folded[]): Promise<void> => {
  const parked = folded.flatMap(({ refused }) =>
    refused.map(
      ({ read, refused }): Parked => ({
        id: `${read.record.sequence}:${refused.index}`,
        reason: refused.reason,
        detail: refused.detail,
        body: Buffer.from(read.record.data).toString('base64'),
        ...(read.topic === undefined ? {} : { topic: read.topic }),
        at: read.record.arrivedAt,
      }),
    ),
  )
  if (parked.length > 0) await parking.park(parked)
}

const append = async ({ journal }: EngagePorts, entries: readonly JournalEntry[]): Promise<void> => {
  if (entries.length > 0) await journal.append(entries)
}

/** Moments, decisions, messages and receipts: what the archive must hold before the presence that caused them is committed. */
const whatHappened = ({ moments, receipts, presence }: Folded, decided: readonly DecidedMoment[]): JournalEntry[] => [
  ...moments.map(({ cause, moment }): JournalEntry => ({ type: 'moment', at: moment.receivedAt, cause, moment })),
  ...decided.flatMap(({ cause, moment, decisions, promises }): JournalEntry[] => [
    ...decisions.map(
      ({ journeyId, trace, ...result }): JournalEntry => ({
        type: 'decision',
        at: moment.receivedAt,
        cause,
        moment,
        journeyId,
        trace,
        ...('message' in result ? { messageId: result.message.id } : { suppressed: result.suppressed }),
      }),
    ),
    ...promises.map(
      ({ deviceId, message, again }): JournalEntry => ({
        type: 'message',
        at: moment.receivedAt,
        cause,
        deviceId,
        message,
        again,
      }),
    ),
  ]),
  ...receipts.map(
    ({ cause, receipt }): JournalEntry => ({
      type: 'receipt',
      at: receipt.at,
      cause,
      deviceId: presence?.deviceId ?? '',
      receipt,
    }),
  ),
]

/** One outcome for every event of every record, and how often something was read only in part. */
const outcomesOf = ({ mailbox, outcomes }: Folded): JournalEntry[] =>
  [...outcomes].flatMap(([read, ofRecord]): JournalEntry[] => {
    const { sequence, arrivedAt } = read.record
    const venue = read.venueId === undefined ? {} : { venueId: read.venueId }
    const warnings = Map.groupBy(read.warnings, ({ reason }) => reason)
    return [
      { type: 'outcomes', at: arrivedAt, record: sequence, mailbox, ...venue, outcomes: [...ofRecord] },
      ...[...warnings].map(
        ([reason, { length }]): JournalEntry => ({
          type: 'counted',
          at: arrivedAt,
          source: 'engage-visitors',
          reason,
          count: length,
          ...venue,
        }),
      ),
    ]
  })
