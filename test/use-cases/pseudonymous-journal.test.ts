import { expect, test } from 'vitest'
import { pseudonymOf } from '#shared/access/pseudonym.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { compileConditions } from '#shared/domain/compile-conditions.ts'
import type { Condition } from '#shared/domain/condition.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { pseudonymous } from '#shared/use-cases/pseudonymous-journal.ts'
import { aMessage, aMoment, at } from '#test/support/builders.ts'

const secret = async () => 'a key'
const ada = pseudonymOf('a key', 'ada')
const cause = { record: '1', index: 0 }

const archived = async (...entries: JournalEntry[]) => {
  const ports = memoryPorts()
  await pseudonymous(ports.journal, secret).append(entries)
  return ports.journaled
}

test('a customer is her pseudonym, wherever she stands', async () => {
  const moment = aMoment({ customerId: 'ada' })
  const decision = { type: 'decision' as const, at: at(0), cause, journeyId: 'j', messageId: 'm', trace: [] }
  const outcomes: JournalEntry = { type: 'outcomes', at: at(0), record: '1', mailbox: 'customer:ada', outcomes: [] }
  expect(
    await archived({ type: 'moment', at: at(0), cause, moment }, { ...decision, occasion: moment }, outcomes),
  ).toEqual([
    { type: 'moment', at: at(0), cause, moment: { ...moment, customerId: ada } },
    { ...decision, occasion: { ...moment, customerId: ada } },
    { ...outcomes, mailbox: `customer:${ada}` },
  ])
})

test('a device and a nobody stay as they are', async () => {
  const entries: JournalEntry[] = [
    { type: 'moment', at: at(0), cause, moment: aMoment() },
    {
      type: 'outcomes',
      at: at(0),
      record: '1',
      mailbox: 'device:phone-1',
      outcomes: [{ outcome: 'folded', index: 0 }],
    },
    { type: 'outcomes', at: at(0), record: '1', outcomes: [] },
    { type: 'counted', at: at(0), source: 'ingest-gateways', reason: 'unregistered_device', count: 3 },
  ]
  expect(await archived(...entries)).toEqual(entries)
})

test('a code of an offer is not told, nor the texts and links that have it', async () => {
  const entry = { type: 'message' as const, at: at(0), cause, deviceId: 'phone-1', again: false }
  const code = '7QK2-M9XD-4TB8'
  const told = { title: `Your code: ${code}`, body: `${code}, or ${code}`, link: `https://example.com/?c=${code}` }
  const message = aMessage({ ...told, offer: { id: 'care', code } })
  const [archivedEntry] = await archived({ ...entry, message })
  expect(archivedEntry).toEqual({
    ...entry,
    message: {
      ...message,
      locale: 'und',
      title: 'Your code: ****-****-****',
      body: '****-****-****, or ****-****-****',
      link: 'https://example.com/?c=****-****-****',
      offer: { id: 'care' },
    },
  })
})

test('a message keeps what the release has, and not her language', async () => {
  const entry = { type: 'message' as const, at: at(0), cause, deviceId: 'phone-1', again: false }
  const message = aMessage({ locale: 'tr' })
  expect(await archived({ ...entry, message })).toEqual([{ ...entry, message: { ...message, locale: 'und' } }])
})

test('a receipt keeps what happened and not what she wrote', async () => {
  const receipt = { messageId: 'm', event: 'answered' as const, at: at(0) }
  const entry: JournalEntry = { type: 'receipt', at: at(0), cause, deviceId: 'phone-1', receipt }
  expect(await archived({ ...entry, receipt: { ...receipt, answer: 'call me: +49 30 1234567' } })).toEqual([entry])
})

const conditions = compileConditions([
  { id: 'loud', name: 'Loud', condition: { 'customer.motto': { $regex: 'go' } } },
  { id: 'quiet', name: 'Quiet', condition: { 'customer.motto': { $notRegex: 'go' } } },
])

test.each<[Condition, string]>([
  [{ 'customer.tier': 'gold' }, 'customer.tier'],
  [{ 'customer.motto': 'x' }, 'customer.motto'],
  [{ $or: [{ 'customer.tier': 'gold' }, { 'customer.visits': { $gte: 50 } }] }, 'customer.tier; customer.visits'],
  [{ 'customer.interests': { $in: ['tea', 'coffee'] } }, 'customer.interests'],
  [{ 'customer.level': { $lt: 3 } }, 'customer.level'],
  [{ 'customer.vip': true, 'customer.tier': 'gold' }, 'customer.vip'],
  [{ 'customer.motto': { $regex: '^go; wanted = "x", or' } }, 'customer.motto'],
  [{ 'customer.motto': { $notRegexi: 'THEN' } }, 'customer.motto'],
  [{ 'customer.interests': { $all: ['tea', { $regex: '; wanted' }] } }, 'customer.interests'],
  [{ 'customer.interests': { $elemMatch: { 'a; wanted': 1, $or: [] } } }, 'customer.interests'],
  [{ 'customer.interests': { $size: { $gt: 5, $lt: 7 } } }, 'customer.interests'],
  [{ 'customer.interests': ['tea; coffee'] }, 'customer.interests'],
  [{ 'customer.card': { 'no; wanted': [{ x: ';' }] } }, 'customer.card'],
  [{ 'customer.app': { $vgte: '3.0.0' } }, 'customer.app'],
  [{ 'customer.motto': { $ini: ['a; b', 'c'] } }, 'customer.motto'],
  [{ 'customer.motto': { $like: 'x; y' } }, 'customer.motto'],
  [{ 'customer.motto': { $inGroup: 'a; b' } }, 'customer.motto'],
  [{ 'customer.motto': { $type: 'number' } }, 'customer.motto'],
  [{ 'customer.nickname': { $exists: true } }, 'customer.nickname'],
  [{ $not: { 'customer.visits': 41, 'customer.tier': { $regex: 'wanted' } } }, 'customer.visits; customer.tier'],
  [{ $nor: [{ 'customer.vip': true }, { 'customer.visits': { $lt: 50 } }] }, 'customer.visits'],
  [{ 'customer.motto': { $not: { $type: 'string' } } }, 'customer.motto'],
  [{ $not: { $segment: 'loud' } }, 'segment loud'],
  [{ $or: [{ $segment: 'quiet' }, { $segment: 'none' }] }, 'segment quiet; segment none'],
])('of an audience that she is not in the field is kept, and not her value: %j', async (condition, saw) => {
  const customer = {
    tier: 'silver; customer.x: "1", wanted = "2"',
    motto: 'say "wanted"; then: go, wanted = all',
    visits: 41,
    interests: ['books; wanted'],
    vip: false,
    card: { 'no; wanted': [{ x: '; a: "1", wanted = 2' }], deep: { 'a"b': 'x'.repeat(500) } },
    app: '2.0.0; wanted',
  }
  const trace = (seen: string) => [
    { check: 'staff', passed: true, saw: 'a shopper' },
    { check: 'audience', passed: false, saw: seen },
  ]
  const decision = { type: 'decision' as const, at: at(0), cause, occasion: aMoment(), journeyId: 'j' }
  const whyNot = conditions.compile(condition).whyNot({ customer })
  expect(await archived({ ...decision, suppressed: 'audience', trace: trace(whyNot) })).toEqual([
    { ...decision, suppressed: 'audience', trace: trace(saw) },
  ])
})

test('without the key nothing is archived', async () => {
  const ports = memoryPorts()
  const journal = pseudonymous(ports.journal, async () => Promise.reject(new Error('secrets are away')))
  await expect(journal.append([{ type: 'moment', at: at(0), cause, moment: aMoment() }])).rejects.toThrow('away')
  expect(ports.journaled).toEqual([])
})
