import { styleText } from 'node:util'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Occasion } from '#shared/domain/occasion.ts'

/** The live feed: one line a moment, message, reason or refusal. `name` says whom an id stands for. */
export const feedLines = (entry: JournalEntry, name: (id: string) => string): string[] => {
  switch (entry.type) {
    case 'moment':
      return [line(entry.at, whose(entry.moment, name), styleText('cyan', happened(entry.moment)))]
    case 'decision':
      return entry.suppressed === undefined
        ? []
        : [
            line(
              entry.at,
              whose(entry.occasion, name),
              styleText('dim', `  no ${entry.journeyId}: ${entry.suppressed} (${entry.trace.at(-1)?.saw ?? ''})`),
            ),
          ]
    case 'message':
      return [
        line(entry.at, name(entry.deviceId), styleText('green', `  ✉ ${entry.message.title}: ${entry.message.body}`)),
      ]
    case 'receipt':
      return [line(entry.at, name(entry.deviceId), styleText('dim', `  ${entry.receipt.event}`))]
    case 'counted':
      return [
        line(
          entry.at,
          entry.gatewayId ?? entry.venueId ?? entry.source,
          styleText('yellow', `  ${entry.count} × ${entry.reason}`),
        ),
      ]
    case 'health': {
      const { subject, change, momentsLost } = entry
      const lost = momentsLost === undefined ? '' : `, about ${Math.round(momentsLost)} moments lost`
      const who = 'id' in subject ? subject.id : subject.kind
      return [line(entry.at, who, styleText('red', `  ${change.replaceAll('_', ' ')}${lost}`))]
    }
    case 'occasion':
      return [line(entry.at, whose(entry.occasion, name), styleText('cyan', told(entry.occasion)))]
    case 'outcomes':
      return [...reasonsIn(entry)].map(([reason, count]) =>
        line(
          entry.at,
          name(entry.mailbox?.replace('device:', '') ?? ''),
          styleText('yellow', `  ${count} × ${reason}`),
        ),
      )
  }
}

type Outcomes = Extract<JournalEntry, { type: 'outcomes' }>

/** What was not folded, and why; timers that had nothing to do are no news. */
const reasonsIn = ({ outcomes }: Outcomes): Map<string, number> => {
  const reasons = new Map<string, number>()
  for (const one of outcomes) {
    const reason = one.outcome === 'parked' ? `parked, ${one.reason}` : 'reason' in one ? one.reason : one.outcome
    if (reason === 'folded' || reason === 'stale_timer') continue
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return reasons
}

/** By her device: the archive knows customers by their pseudonyms only. */
const whose = ({ deviceId, customerId }: Occasion, name: (id: string) => string) => name(deviceId ?? customerId ?? '')

/** What is no moment of presence, and came to somebody. */
const told = (occasion: Exclude<Occasion, Moment>): string => {
  switch (occasion.kind) {
    case 'event':
      return occasion.name
    case 'receipt':
      return `${occasion.receipt.event} a message`
    case 'start':
      return `${occasion.journeyId} starts by ${occasion.by}`
    case 'withdraw':
      return `${occasion.offerId} is over`
    case 'wake':
      return 'waited long enough'
    case 'profile':
      return 'is known better'
  }
}

const happened = ({ kind, zoneId, venueId, dwellSeconds }: Moment): string => {
  const place = zoneId ?? venueId
  switch (kind) {
    case 'venue.enter':
    case 'zone.enter':
      return `enters ${place}`
    case 'zone.dwell':
      return `has been in ${place} for ${dwellSeconds} s`
    case 'zone.exit':
    case 'venue.exit':
      return `leaves ${place}`
  }
}

const line = (at: number, who: string, what: string) =>
  `${styleText('dim', new Date(at).toTimeString().slice(0, 8))}  ${who.slice(0, 12).padEnd(12)}  ${what}`
