import fc from 'fast-check'
import { occurredAt } from '#shared/domain/arrival.ts'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Life } from './mailbox.ts'

/** A part of a sequence that comes again: as it was, or delivered anew with another time of arrival. */
export type Copy = { from: number; length: number; later: number; delivered: 'again' | 'anew' }

export const copies: fc.Arbitrary<readonly Copy[]> = fc.array(
  fc.record({
    from: fc.nat(),
    length: fc.integer({ min: 1, max: 8 }),
    later: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 20 })),
    delivered: fc.constantFrom('again', 'anew'),
  }),
  { minLength: 1, maxLength: 6 },
)

/** The events of a life with copies among them, each after its original; of timers only those that were not stale then. */
export const withCopies = ({ events, outcomes }: Life, copies: readonly Copy[], latenessMs: number): MailboxEvent[] => {
  const after = new Map<number, MailboxEvent[]>()
  for (const { from, length, later, delivered } of copies) {
    const start = from % events.length
    const end = Math.min(events.length, start + length)
    const place = Math.min(events.length - 1, end - 1 + later)
    const receivedAt = events[place]?.receivedAt ?? 0
    const again = events.slice(start, end).flatMap((event, i) => {
      const folded = outcomes[start + i]?.outcome === 'folded'
      if (event.kind === 'timer' && !folded) return []
      return delivered === 'anew' && folded ? redelivered(event, receivedAt, latenessMs) : event
    })
    after.set(place, [...(after.get(place) ?? []), ...again])
  }
  return events.flatMap((event, i) => [event, ...(after.get(i) ?? [])])
}

/** The same sighting as a phone sends it again that got no answer, within the time in which copies are known. */
const redelivered = (event: MailboxEvent, receivedAt: number, latenessMs: number): MailboxEvent => {
  if (event.kind !== 'sighting' || receivedAt - event.receivedAt > latenessMs) return event
  const arrival = occurredAt(event.sighting.deviceTime, receivedAt)
  if ('refused' in arrival) return event
  return { ...event, receivedAt, sighting: { ...event.sighting, ...arrival, receivedAt } }
}
