import { deviceMailbox, type MailboxEvent } from '#shared/domain/event.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, nextDueAt, type Presence } from '#shared/domain/presence.ts'
import type { Release } from '#shared/domain/release.ts'
import { isTxPower } from '#shared/hardware/radio.ts'
import type { Binding } from './binding.ts'
import type { Walk } from './recording.ts'
import { reportsOf } from './walks.ts'

/** All moments of recorded walks in the order of time, through the presence core and no system around it. */
export const walkedMoments = (
  walks: readonly Walk[],
  venueIds: readonly string[],
  binding: Binding,
  release: Release,
): Moment[] => {
  const start = Date.parse(binding.startsAt)
  const byShopper = Map.groupBy(
    walks.map((walk, place) => ({ walk, place })),
    ({ place }) => place % binding.shoppers,
  )
  return venueIds
    .flatMap((venueId) =>
      [...byShopper].flatMap(([shopper, own]) => {
        const startsAt = (place: number) => start + place * binding.secondsBetweenStarts * 1000
        return strolled(
          `${venueId}-${shopper}`,
          venueId,
          own.map(({ walk, place }) => ({ walk, startsAt: startsAt(place) })),
          binding.stretch,
          release,
        )
      }),
    )
    .sort((a, b) => a.receivedAt - b.receivedAt)
}

/** What one shopper's walks bring about. Her timers ring when they are due. */
const strolled = (
  deviceId: string,
  venueId: string,
  walks: readonly { walk: Walk; startsAt: number }[],
  stretch: number,
  release: Release,
): Moment[] => {
  const moments: Moment[] = []
  let presence: Presence | undefined
  const fold = (event: MailboxEvent) => {
    const advanced = advance(presence, event, release)
    presence = advanced.presence
    moments.push(...advanced.moments)
  }
  /** Rings all that is due up to a time. */
  const elapse = (until: number) => {
    for (;;) {
      const dueAt = presence && nextDueAt(presence, release)
      if (presence === undefined || dueAt === undefined || dueAt > until) return
      presence = { ...presence, timerAt: dueAt }
      fold({ kind: 'timer', mailbox: deviceMailbox(deviceId), dueAt, receivedAt: dueAt })
    }
  }
  const [first] = walks
  fold({ kind: 'enrol', deviceId, deviceKind: 'phone', staff: false, receivedAt: first?.startsAt ?? 0 })
  for (const { walk, startsAt } of walks) {
    for (const { afterMilliseconds, sightings } of reportsOf(walk)) {
      const receivedAt = startsAt + afterMilliseconds * stretch
      elapse(receivedAt)
      for (const { id, at, beacon, rssi, txPower } of sightings) {
        const occurredAt = startsAt + at * stretch
        const power = isTxPower(txPower) ? { txPower } : {}
        const sighting = {
          ...(id === undefined ? {} : { id }),
          anchor: { beacon },
          rssi,
          ...power,
          deviceTime: occurredAt,
          occurredAt,
          receivedAt,
        }
        fold({ kind: 'sighting', deviceId, venueId, sighting, receivedAt })
      }
    }
  }
  elapse(Number.POSITIVE_INFINITY)
  return moments
}
