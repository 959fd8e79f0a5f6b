import { expect, test } from 'vitest'
import type { Journey } from '#shared/domain/journey.ts'
import { settingsId } from '#shared/domain/resource.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { testJourney } from '#shared/use-cases/test-journey.ts'
import { aCaller, aJourney, aLedger, at, saveDraft, saveJourney, saveResource } from '#test/support/builders.ts'
import { anOffer, aTemplate } from '#test/support/resources.ts'
import { aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const asked = { by: aCaller(), now: at(60), requestId: 'request-1' }

const journey: Journey = {
  ...aJourney(),
  steps: [
    {
      id: 'hello',
      kind: 'message',
      class: 'service',
      message: { kind: 'text', templateId: 'welcome' },
      expiresInSeconds: 600,
    },
    { id: 'wait', kind: 'delay', seconds: 60 },
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: {
        kind: 'offer',
        title: 'Care in {{ zone.name }}',
        body: 'Code {{ offer.code }}',
        offerId: 'care',
        locales: { de: { title: 'Pflege in {{ zone.name }}' } },
      },
      expiresInSeconds: 1800,
    },
  ],
}

const open = async (seeds: string[] = ['ada']) => {
  const watched = watchedPorts()
  const { drafts, people } = watched.memory
  await saveDraft(drafts, aVenue())
  await saveJourney(drafts, journey)
  await saveResource(drafts, 'templates', aTemplate({ fallbacks: {} }))
  await saveResource(drafts, 'offers', anOffer())
  await drafts.save('settings', settingsId, { ...defaultSettings, seeds }, undefined)
  const customer = async (id: string, traits: Record<string, string>, ...phones: string[]) => {
    await people.saveCustomer({ id, traits, staff: false })
    for (const phone of phones) await people.bindPhone(id, phone)
  }
  await customer('ada', { firstName: 'Ada', language: 'de' }, 'phone-1', 'phone-2')
  return { ...watched, customer, send: testJourney(watched.ports) }
}

test("the seeds get a draft's messages on all their phones, marked as tests, in their language", async () => {
  const { send, memory } = await open()
  const hello = { title: 'Test: Welcome back, Ada', body: 'Good to see you.', locale: 'en' }
  const offer = { title: 'Test: Pflege in shoes', body: expect.stringMatching(/^Code \S+$/), locale: 'en' }
  expect(await send('shoe-care', {}, asked)).toEqual([
    { customerId: 'ada', stepId: 'hello', outcome: 'sent', ...hello },
    { customerId: 'ada', stepId: 'offer', outcome: 'sent', ...offer },
  ])
  const ids = memory.published.map(({ message }) => message.id)
  const first = { id: ids[0], class: 'service', kind: 'text', ...hello, expiresAt: at(660) }
  const second = { id: ids[2], class: 'marketing', kind: 'offer', ...offer, offer: { id: 'care' }, expiresAt: at(1860) }
  expect(memory.published).toEqual([
    { deviceId: 'phone-1', message: first },
    { deviceId: 'phone-2', message: first },
    { deviceId: 'phone-1', message: second },
    { deviceId: 'phone-2', message: second },
  ])
})

test('it counts for nothing, and is in the audit trail', async () => {
  const { send, memory } = await open()
  await send('shoe-care', {}, asked)
  const { ledgers } = await memory.people.find({ customerIds: [], ledgerIds: ['customer:ada'] })
  expect([...ledgers]).toEqual([])
  expect(memory.journaled).toEqual([])
  expect((await memory.audit.list('store', { limit: 9 })).entries).toMatchObject([
    { action: 'test', what: 'journeys/shoe-care', venueId: 'store', who: aCaller(), state: 'done' },
  ])
})

test('the same request sent again shows the same message once, and another one another', async () => {
  const { send, memory } = await open()
  await send('shoe-care', { stepId: 'hello' }, asked)
  await send('shoe-care', { stepId: 'hello' }, asked)
  await send('shoe-care', { stepId: 'hello' }, { ...asked, requestId: 'request-2' })
  const ids = memory.published.map(({ message }) => message.id)
  expect(ids[2]).toBe(ids[0])
  expect(ids[4]).not.toBe(ids[0])
})

test('one message, in a language that somebody chooses', async () => {
  const { send } = await open()
  expect(await send('shoe-care', { stepId: 'offer', locale: 'en' }, asked)).toMatchObject([
    { stepId: 'offer', outcome: 'sent', title: 'Test: Care in shoes' },
  ])
})

test('who has no phone, is not known, wants no contact or has a name missing is told, and gets nothing', async () => {
  const { send, memory, customer } = await open(['bea', 'cleo', 'nobody', 'dora', 'eve'])
  await customer('bea', { firstName: 'Bea' })
  await customer('cleo', {}, 'phone-3')
  await customer('dora', { firstName: 'Dora' }, 'phone-4')
  await customer('eve', { firstName: 'Eve' }, 'phone-5')
  await memory.people.saveLedger('customer:dora', aLedger({ doNotContact: true }))
  await memory.people.saveLedger('customer:eve', aLedger({ erased: true }))
  expect(await send('shoe-care', { stepId: 'hello' }, asked)).toEqual([
    { customerId: 'bea', stepId: 'hello', outcome: 'no_device' },
    {
      customerId: 'cleo',
      stepId: 'hello',
      outcome: 'unrendered',
      reason: 'title: customer.firstName is missing, and has no fallback',
    },
    { customerId: 'nobody', stepId: 'hello', outcome: 'unknown' },
    { customerId: 'dora', stepId: 'hello', outcome: 'do_not_contact' },
    { customerId: 'eve', stepId: 'hello', outcome: 'erased' },
  ])
  expect(memory.published).toEqual([])
})

test('who is no seed is asked for consent all the same', async () => {
  const { send, memory, customer } = await open()
  await customer('bea', { firstName: 'Bea' }, 'phone-3')
  const toBea = { customerIds: ['bea'], stepId: 'hello' }
  expect(await send('shoe-care', toBea, asked)).toMatchObject([{ customerId: 'bea', outcome: 'no_consent' }])
  expect(memory.published).toEqual([])
  await memory.people.saveLedger('customer:bea', aLedger())
  expect(await send('shoe-care', toBea, asked)).toMatchObject([{ customerId: 'bea', outcome: 'sent' }])
})

test('a journey, a step or customers that there are not are named, and nothing is sent', async () => {
  const { send, memory } = await open([])
  expect(await send('shoe-car', {}, asked)).toBeUndefined()
  expect(await send('shoe-care', { stepId: 'helo' }, asked)).toEqual({
    faults: [{ path: 'stepId', reason: 'there is no message step "helo"; did you mean "hello"?', example: 'hello' }],
  })
  expect(await send('shoe-care', {}, asked)).toEqual({
    faults: [
      {
        path: 'customerIds',
        reason: 'is missing, and the settings name no seeds; name customers here, or seeds in PUT /settings',
        example: ['ada'],
      },
    ],
  })
  const many = Array.from({ length: 101 }, (_, i) => `customer-${i}`)
  expect(await send('shoe-care', { customerIds: many }, asked)).toMatchObject({ faults: [{ path: 'stepId' }] })
  await saveJourney(memory.drafts, { ...journey, steps: [{ id: 'end', kind: 'exit' }] })
  expect(await send('shoe-care', { customerIds: ['ada'] }, asked)).toMatchObject({ faults: [{ path: 'journeyId' }] })
  expect(memory.published).toEqual([])
  expect((await memory.audit.list(undefined, { limit: 9 })).entries).toEqual([])
})
