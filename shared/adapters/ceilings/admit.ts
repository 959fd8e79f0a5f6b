import { derivedId } from '#shared/domain/identifier.ts'
import type { Ceilings } from '#shared/ports/journeys.ts'
import type { Written } from '#shared/ports.ts'

/** What went below a ceiling in a minute: how many, and, where that is few enough to tell, whose. */
export type Minute = { taken: number; names: ReadonlySet<string> }

/** The store below ceilings: a counter for each key and minute. */
export type CeilingItems = {
  read(key: string, minute: number): Promise<Minute>
  /** Takes only if no more than `atMost` are taken then. */
  take(key: string, minute: number, many: number, names: readonly string[], atMost: number): Promise<Written>
}

const minuteMs = 60_000
const minutesKnown = 3
const maxTries = 20
const mostNamed = 600 // a minute: a counter that names more grows beyond 6 kB, and each write bills all of it
const leases = 6000 // of a ceiling: taken one by one below that, a hundredth of a second's worth above
const nameLength = 8 // 48 bits: among 600 no two are alike

type Message = Parameters<Ceilings['admit']>[0][number]

/** What this process has of a ceiling in a minute: whose it is, what nobody has claimed yet, and whether there is no more. */
type Lease = { owners: Set<string>; spare: number; isOver: boolean }

/**
 * Admits messages below ceilings on sends a minute, across all processes. A process takes what its batch needs with one
 * conditional write for each ceiling, and a little more where the ceiling is so high that its counter would be written more
 * than a hundred times a second; what it has left when the minute ends is lost. So no ceiling is ever exceeded, and what is
 * lost of one is a six-thousandth for each process. Minutes are those of `now`, and each has a counter of its own.
 *
 * Whoever was admitted stays so within the minute: in this process, and, below 600 a minute, in every one. Of a message's
 * ceilings the lowest is asked first, so that a busy venue takes nothing from the others.
 */
export const ceilingsOver = (items: CeilingItems): Ceilings => {
  const known = new Map<string, Lease>()

  const leaseOf = (key: string, minute: number): Lease => {
    const name = `${minute} ${key}`
    const lease = known.get(name) ?? { owners: new Set<string>(), spare: 0, isOver: false }
    known.set(name, lease)
    return lease
  }

  const forgetBefore = (minute: number) => {
    for (const name of known.keys()) if (Number(name.split(' ', 1)[0]) < minute - minutesKnown) known.delete(name)
  }

  /** Takes for as many of these messages as there is room, the first ones first. */
  const take = async (key: string, perMinute: number, minute: number, asking: readonly string[]): Promise<void> => {
    const lease = leaseOf(key, minute)
    const isNamed = perMinute <= mostNamed
    for (let tries = 0; tries < maxTries; tries++) {
      const waiting = asking.filter((one) => !lease.owners.has(one))
      for (const one of waiting.splice(0, lease.spare)) own(lease, one)
      if (waiting.length === 0 || lease.isOver) return
      let room = Math.max(waiting.length, Math.ceil(perMinute / leases))
      // a ceiling that names its messages is read before, as they may be there; others only where there is no room for all
      if (isNamed || tries > 0) {
        const { taken, names } = await items.read(key, minute)
        for (const one of waiting) if (isNamed && names.has(nameOf(one))) lease.owners.add(one)
        room = Math.min(room, perMinute - taken)
      }
      const taking = waiting.filter((one) => !lease.owners.has(one)).slice(0, Math.max(0, room))
      const many = isNamed ? taking.length : room
      if (many <= 0) {
        lease.isOver ||= room <= 0
        return
      }
      const names = isNamed ? taking.map(nameOf) : []
      if ((await items.take(key, minute, many, names, perMinute)) === 'conflict') continue
      lease.spare += many
      for (const one of taking) own(lease, one)
    }
  }

  return {
    admit: async (messages, now) => {
      const minute = Math.floor(now / minuteMs)
      forgetBefore(minute)
      const perMinute = new Map(
        messages.flatMap(({ ceilings }) => ceilings.map((one) => [one.key, one.perMinute] as const)),
      )
      let admitted: readonly Message[] = messages
      for (const [key, most] of [...perMinute].sort(([, a], [, b]) => a - b)) {
        const asking = admitted.filter(({ ceilings }) => ceilings.some((one) => one.key === key))
        await take(
          key,
          most,
          minute,
          asking.map(({ messageId }) => messageId),
        )
        const { owners } = leaseOf(key, minute)
        admitted = admitted.filter((one) => !asking.includes(one) || owners.has(one.messageId))
      }
      return new Map(messages.map((one) => [one.messageId, admitted.includes(one)]))
    },
  }
}

const own = (lease: Lease, messageId: string) => {
  if (lease.spare === 0) return
  lease.spare--
  lease.owners.add(messageId)
}

const nameOf = (messageId: string): string => derivedId(messageId).slice(0, nameLength)
