import { expect, test } from 'vitest'
import { etagOf } from '#shared/domain/content-hash.ts'
import { findCustomer, saveCustomer } from '#shared/use-cases/manage-customers.ts'
import { aClaim, aLedger, at } from '#test/support/builders.ts'
import { ledgerOf, outage, watchedPorts } from './support.ts'

const open = () => {
  const watched = watchedPorts()
  return { ...watched, find: findCustomer(watched.ports), save: saveCustomer(watched.ports) }
}

const asked = { traits: { tier: 'gold' }, staff: false, consents: {} }

test('a customer is known by who she is, what she allowed, and her phones', async () => {
  const { find, save, memory } = open()
  await memory.people.bindPhone('ada', 'phone-1')
  await save(
    'ada',
    { ...asked, consents: { marketing: 'granted', location: { status: 'denied', until: at(99) } } },
    at(0),
  )
  expect(await find('ada')).toEqual({
    id: 'ada',
    traits: { tier: 'gold' },
    staff: false,
    deviceIds: ['phone-1'],
    consents: {
      marketing: { status: 'granted', since: at(0) },
      location: { status: 'denied', since: at(0), until: at(99) },
    },
    doNotContact: false,
  })
})

test('nobody is found where nobody was saved', async () => {
  expect(await open().find('nobody')).toBeUndefined()
})

test('a consent that says the same keeps its date, one that says otherwise begins now, and the others stay', async () => {
  const { find, save } = open()
  await save('ada', { ...asked, consents: { marketing: 'granted', research: 'granted', location: 'denied' } }, at(0))
  await save(
    'ada',
    { ...asked, consents: { marketing: { status: 'granted', until: at(500) }, research: 'revoked' } },
    at(10),
  )
  expect((await find('ada'))?.consents).toEqual({
    marketing: { status: 'granted', since: at(0), until: at(500) },
    research: { status: 'revoked', since: at(10) },
    location: { status: 'denied', since: at(0) },
  })
})

test('a consent that had run out is given anew', async () => {
  const { find, save } = open()
  await save('ada', { ...asked, consents: { marketing: { status: 'granted', until: at(50) } } }, at(0))
  await save('ada', { ...asked, consents: { marketing: 'granted' } }, at(50))
  expect((await find('ada'))?.consents).toEqual({ marketing: { status: 'granted', since: at(50) } })
})

test('do not contact stays until it is said otherwise', async () => {
  const { find, save } = open()
  await save('ada', { ...asked, doNotContact: true }, at(0))
  await save('ada', asked, at(1))
  expect((await find('ada'))?.doNotContact).toBe(true)
  await save('ada', { ...asked, doNotContact: false }, at(2))
  expect((await find('ada'))?.doNotContact).toBe(false)
})

test('promises that are made meanwhile are kept: the ledger is read and changed again', async () => {
  const { save, memory, before } = open()
  const promised = aLedger({ claims: [aClaim()], sends: { 'shoe-care': [at(0)] } })
  before('people.saveLedger', () => memory.people.saveLedger('customer:ada', promised))
  await save('ada', { ...asked, consents: { marketing: 'revoked' } }, at(5))
  expect(await ledgerOf(memory, 'customer:ada')).toEqual({
    ...promised,
    version: 2,
    consents: { marketing: { status: 'revoked', since: at(5) } },
  })
})

test('a ledger that is contested five times in a row is an outage', async () => {
  const { save, memory, before, names } = open()
  before(
    'people.saveLedger',
    async () => memory.people.saveLedger('customer:ada', (await ledgerOf(memory, 'customer:ada')) ?? aLedger()),
    9,
  )
  await expect(save('ada', asked, at(0))).rejects.toThrow('ledger customer:ada was contested 5 times in a row')
  expect(names().filter((name) => name === 'people.saveLedger')).toHaveLength(5)
})

test('her mailbox is told each time, without anything of hers, under an id that no other time has', async () => {
  const { save, memory } = open()
  await save('ada', { ...asked, consents: { marketing: 'granted' } }, at(0))
  await save('ada', { ...asked, consents: { marketing: 'revoked' } }, at(1))
  await save('ada', { ...asked, consents: { marketing: 'granted' } }, at(2))
  await save('ada', { ...asked, consents: { marketing: 'granted' } }, at(3))
  expect(memory.streamed).toEqual(
    [0, 1, 2, 3].map((seconds) => ({
      key: 'customer:ada',
      body: { v: 1, kind: 'profile', id: expect.any(String), customerId: 'ada', receivedAt: at(seconds) },
    })),
  )
  expect(new Set(memory.streamed.map(({ body }) => (body as { id: string }).id)).size).toBe(4)
})

test('her mailbox is told when all is stored; where that fails, asking again makes up for it', async () => {
  const { save, before, names, memory } = open()
  before('events.put', outage)
  await expect(save('ada', asked, at(0))).rejects.toThrow('the store is away')
  expect(names()).toEqual(['directory.find', 'directory.save', 'people.find', 'people.saveLedger', 'events.put'])
  await save('ada', asked, at(1))
  expect(memory.streamed).toHaveLength(1)
})

test('what a journey writes meanwhile is replaced by what CRM says, and not half of it', async () => {
  const { save, memory, before, find } = open()
  await save('ada', { ...asked, traits: { tier: 'silver' } }, at(0))
  before('directory.save', () => memory.directory.updateTrait('ada', 'lastSurvey', 9))
  await save('ada', { ...asked, traits: { tier: 'gold' } }, at(1))
  expect((await find('ada'))?.traits).toEqual({ tier: 'gold' })
})

test('who says what she has seen changes nothing that she has not', async () => {
  const { save, memory, before, find } = open()
  await save('ada', { ...asked, traits: { tier: 'silver' } }, at(0))
  const seen = etagOf(await find('ada'))
  const ifMatch = (etag: string | undefined) => etag === seen
  before('directory.save', () => memory.directory.updateTrait('ada', 'lastSurvey', 9))
  const result = await save('ada', { ...asked, traits: { tier: 'gold' } }, at(1), ifMatch)
  expect(result).toEqual({ seen: etagOf(await find('ada')) })
  expect((await find('ada'))?.traits).toEqual({ tier: 'silver', lastSurvey: 9 })
  expect(memory.streamed).toHaveLength(1)
  expect(await save('bob', asked, at(2), (etag) => etag !== undefined)).toEqual({ seen: undefined })
  expect(await find('bob')).toBeUndefined()
})

test('a customer who is changed five times in a row meanwhile is an outage', async () => {
  const { save, memory, before } = open()
  await save('ada', asked, at(0))
  let times = 0
  before('directory.save', () => memory.directory.updateTrait('ada', 'times', times++), 9)
  await expect(save('ada', asked, at(1))).rejects.toThrow('customer ada was contested 5 times in a row')
})
