import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Moment } from '#shared/domain/moment.ts'

/** A message that was promised to a device, and the sighting that caused it (none where time did). */
export type Promised = { messageId: string; deviceId: string; sightingId?: string; says: string }

/** What happened to some devices, each thing once however often a retry wrote it down. */
type Happened = {
  moments: readonly Moment[]
  promised: readonly Promised[]
  /** Promised, and not there yet. */
  underWay: readonly Promised[]
  suppressed: Readonly<Record<string, number>>
}

/** Gathers moments, decisions and messages from the archive's lines, and what arrived on the phones. */
export type Happenings = {
  take(entry: JournalEntry): void
  arrived(messageId: string): void
  /** How many messages were promised so far. */
  messages(): number
  of(deviceIds: readonly string[]): Happened
}

export const createHappenings = (): Happenings => {
  const byDevice = new Map<string, Gathered>()
  const arrived = new Set<string>()
  let messages = 0
  const gathered = (deviceId: string): Gathered => {
    const known = byDevice.get(deviceId) ?? { moments: new Map(), promised: new Map(), suppressed: new Map() }
    byDevice.set(deviceId, known)
    return known
  }

  return {
    take: (entry) => {
      if (entry.type === 'moment') gathered(entry.moment.deviceId).moments.set(entry.moment.id, entry.moment)
      if (entry.type === 'decision' && entry.suppressed !== undefined) {
        const { occasion, journeyId, suppressed } = entry
        gathered(occasion.deviceId ?? '').suppressed.set(`${occasion.id} ${journeyId}`, suppressed)
      }
      if (entry.type === 'message') {
        const { deviceId, message, cause } = entry
        const { promised } = gathered(deviceId)
        if (promised.has(message.id)) return
        messages += 1
        const by = cause.sightingId === undefined ? {} : { sightingId: cause.sightingId }
        promised.set(message.id, { messageId: message.id, deviceId, ...by, says: saysOf(message) })
      }
    },
    arrived: (messageId) => {
      arrived.add(messageId)
    },
    messages: () => messages,
    of: (deviceIds) => {
      const own = deviceIds.flatMap((id) => byDevice.get(id) ?? [])
      const promised = own.flatMap((one) => [...one.promised.values()])
      const suppressed: Record<string, number> = {}
      for (const reason of own.flatMap((one) => [...one.suppressed.values()])) {
        suppressed[reason] = (suppressed[reason] ?? 0) + 1
      }
      return {
        moments: own.flatMap((one) => [...one.moments.values()]),
        promised,
        underWay: promised.filter(({ messageId }) => !arrived.has(messageId)),
        suppressed,
      }
    },
  }
}

const saysOf = ({ kind, title, body }: Message) => `${kind}: ${title}: ${body}`

type Gathered = {
  moments: Map<string, Moment>
  promised: Map<string, Promised>
  suppressed: Map<string, string>
}
