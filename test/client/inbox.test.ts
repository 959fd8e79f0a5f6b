import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInbox, emptyInbox } from '#shared/client/inbox.ts'
import { aMessage } from './broker.ts'

const now = 1_000
const card = (id: string, more = {}) => aMessage({ id, expiresAt: now + 100, ...more })
const anInbox = (rememberedIds = 10) => createInbox(emptyInbox, rememberedIds)

test('a message shows once, however often it comes', () => {
  const inbox = anInbox()
  expect(inbox.receive(card('a'), now)).toEqual({ outcome: 'shown' })
  expect(inbox.receive(card('a'), now)).toEqual({ outcome: 'repeated' })
  expect(inbox.cards(now)).toEqual([card('a')])
})

test('a message that comes at its expiry does not show', () => {
  const inbox = anInbox()
  expect(inbox.receive(card('a', { expiresAt: now }), now)).toEqual({ outcome: 'expired' })
  expect(inbox.receive(card('b', { expiresAt: now + 1 }), now)).toEqual({ outcome: 'shown' })
  expect(inbox.cards(now).map(({ id }) => id)).toEqual(['b'])
})

test('a card leaves the screen when it expires', () => {
  const inbox = anInbox()
  inbox.receive(card('a'), now)
  expect(inbox.cards(now + 99)).toEqual([card('a')])
  expect(inbox.cards(now + 100)).toEqual([])
})

test('a revocation takes its card off the screen', () => {
  const inbox = anInbox()
  inbox.receive(card('a'), now)
  expect(inbox.receive(card('r', { revokes: 'a', title: '' }), now)).toEqual({
    outcome: 'revocation',
    withdrawn: card('a'),
  })
  expect(inbox.cards(now)).toEqual([])
  expect(inbox.receive(card('a'), now)).toEqual({ outcome: 'repeated' })
})

test('a card that she has opened stands until it expires, whatever takes it back', () => {
  const inbox = createInbox(emptyInbox, 100)
  inbox.receive(card('a'), now)
  inbox.open('a')
  expect(inbox.receive(card('r', { revokes: 'a', title: '' }), now)).toEqual({ outcome: 'revocation' })
  expect(inbox.cards(now)).toEqual([card('a')])
  const later = createInbox(inbox.saved(), 100)
  expect(later.receive(card('a'), now)).toEqual({ outcome: 'repeated' })
  expect(later.cards(card('a').expiresAt)).toEqual([])
})

test('a revoked message that comes after its revocation never shows', () => {
  const inbox = anInbox()
  expect(inbox.receive(card('r', { revokes: 'a', title: '' }), now)).toEqual({ outcome: 'revocation' })
  expect(inbox.receive(card('a'), now)).toEqual({ outcome: 'revoked' })
  expect(inbox.receive(card('a'), now)).toEqual({ outcome: 'repeated' })
  expect(inbox.cards(now)).toEqual([])
})

test('a revocation with a title replaces the card', () => {
  const inbox = anInbox()
  inbox.receive(card('a'), now)
  const replacement = card('b', { revokes: 'a', title: 'Sold out, but see these' })
  expect(inbox.receive(replacement, now)).toEqual({ outcome: 'shown', withdrawn: card('a') })
  expect(inbox.cards(now)).toEqual([replacement])
})

test('a revocation works even after its own expiry', () => {
  const inbox = anInbox()
  inbox.receive(card('a'), now)
  expect(inbox.receive(card('r', { revokes: 'a', title: '', expiresAt: 0 }), now).withdrawn).toEqual(card('a'))
})

test('the memory for ids is bounded and forgets the oldest', () => {
  const inbox = anInbox(2)
  for (const id of ['a', 'b', 'c']) inbox.receive(card(id), now)
  expect(inbox.saved().ids).toEqual([
    ['b', 'arrived'],
    ['c', 'arrived'],
  ])
})

test('in any order, with any repetition and restarts, no id shows twice and no revoked card stays', () => {
  const arrival = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), revoke: fc.boolean(), restart: fc.boolean() })
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
      let inbox = anInbox(100)
      const shown: string[] = []
      const revoked = new Set<string>()
      for (const { id, revoke, restart } of arrivals) {
        if (restart) inbox = createInbox(JSON.parse(JSON.stringify(inbox.saved())), 100)
        const message = revoke ? card(`r-${id}`, { revokes: id, title: '' }) : card(id)
        if (revoke) revoked.add(id)
        const { outcome } = inbox.receive(message, now)
        if (outcome === 'shown') {
          expect(revoked).not.toContain(id)
          shown.push(id)
        }
      }
      expect(new Set(shown).size).toBe(shown.length)
      expect(inbox.cards(now).map(({ id }) => id)).toEqual(shown.filter((id) => !revoked.has(id)))
    }),
  )
})
