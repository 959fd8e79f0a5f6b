import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copies, withCopies } from '#test/support/copies.ts'
import { latenessMsOf, scenes } from '#test/support/generators.ts'
import { type Life, live, relive } from '#test/support/mailbox.ts'

const messageIds = ({ claims }: Life) => claims.map(({ message }) => message.id)

test('invariant 1: duplicating or replaying any part of a sequence changes nothing', () => {
  fc.assert(
    fc.property(scenes, copies, ({ content, release, arrivals, habits }, again) => {
      const once = live(arrivals, () => release, habits)
      const more = relive(withCopies(once, again, latenessMsOf(content)), () => release)
      expect(more.moments).toEqual(once.moments)
      expect(messageIds(more)).toEqual(messageIds(once))
      expect(more.presence).toEqual(once.presence)
      expect(more.ledgers).toEqual(once.ledgers)
    }),
    { numRuns: 300 },
  )
})

test('a crash before the commit and a retry promise the same messages again and no others', () => {
  fc.assert(
    fc.property(scenes, fc.nat(), fc.nat(), ({ release, arrivals, habits }, a, b) => {
      const whole = live(arrivals, () => release, habits)
      const from = a % whole.events.length
      const to = from + 1 + (b % (whole.events.length - from))
      const committed = relive(whole.events.slice(0, from), () => release)
      const crashed = relive(whole.events.slice(from, to), () => release, committed)
      const retried = relive(whole.events.slice(from, to), () => release, { ...committed, ledgers: crashed.ledgers })
      expect(messagesDecided(retried)).toEqual(messagesDecided(crashed))
      expect(retried.claims).toEqual(committed.claims)
      expect(retried.presence).toEqual(crashed.presence)
    }),
    { numRuns: 300 },
  )
})

const messagesDecided = ({ decisions }: Life) =>
  decisions.flatMap((decision) => ('message' in decision ? [decision.message] : []))
