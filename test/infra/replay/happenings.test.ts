import { expect, test } from 'vitest'
import { createHappenings } from '#infra/replay/happenings.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Reason } from '#shared/domain/situation.ts'

const aMoment = (own: Partial<Moment> = {}): Moment => ({
  id: 'm1',
  kind: 'zone.enter',
  deviceId: 'd1',
  venueId: 'arcade',
  zoneId: 'G',
  visitId: 'v1',
  occurredAt: 0,
  receivedAt: 0,
  ...own,
})

const aMessage: Message = {
  id: 'msg1',
  class: 'marketing',
  kind: 'text',
  title: 't',
  body: 'b',
  locale: 'en',
  expiresAt: 1,
}
const cause = { record: 'r1', index: 0, sightingId: '7' }

const moment = (own: Partial<Moment> = {}): JournalEntry => ({ type: 'moment', at: 0, cause, moment: aMoment(own) })
const decision = (journeyId: string, result: { suppressed: Reason } | { messageId: string }): JournalEntry => ({
  type: 'decision',
  at: 0,
  cause,
  occasion: aMoment(),
  journeyId,
  trace: [],
  ...result,
})
const message = (own: Partial<Extract<JournalEntry, { type: 'message' }>> = {}): JournalEntry => ({
  type: 'message',
  at: 0,
  cause,
  deviceId: 'd1',
  message: aMessage,
  again: false,
  ...own,
})

test('what a retry writes down again has happened once', () => {
  const happenings = createHappenings()
  const lines = [
    moment(),
    decision('welcome', { messageId: 'msg1' }),
    decision('offer', { suppressed: 'no_consent' }),
    message(),
  ]
  for (const entry of [...lines, ...lines]) happenings.take(entry)
  const promised = [{ messageId: 'msg1', deviceId: 'd1', sightingId: '7', says: 'text: t: b' }]
  expect(happenings.of(['d1'])).toEqual({
    moments: [aMoment()],
    promised,
    underWay: promised,
    suppressed: { no_consent: 1 },
  })
  expect(happenings.messages()).toBe(1)
})

test('a message is under way until it arrives, even if it arrives before the archive knows of it', () => {
  const happenings = createHappenings()
  happenings.arrived('msg1')
  happenings.take(message())
  happenings.take(message({ message: { ...aMessage, id: 'msg2' }, cause: { record: 'r2', index: 0 } }))
  expect(happenings.of(['d1']).underWay).toEqual([{ messageId: 'msg2', deviceId: 'd1', says: 'text: t: b' }])
  happenings.arrived('msg2')
  expect(happenings.of(['d1']).underWay).toEqual([])
})

test('other devices are left out', () => {
  const happenings = createHappenings()
  happenings.take(moment({ deviceId: 'd2' }))
  happenings.take(message({ deviceId: 'd2' }))
  expect(happenings.of(['d1'])).toEqual({ moments: [], promised: [], underWay: [], suppressed: {} })
})
