import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { DryRunRequest } from '#shared/schemas/dry-run.ts'
import { dryRunJourneys } from '#shared/use-cases/dry-run-journeys.ts'
import { aCaller, aClaim, aJourney, aLedger, aMessage, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'

const asked = { by: aCaller(), now: at(60) }

const aRequest = (own: Partial<DryRunRequest> = {}): DryRunRequest => ({
  of: 'live',
  who: { traits: {}, consents: { marketing: { status: 'granted' } } },
  venueId: 'store',
  at: at(60),
  happenings: [{ moment: 'zone.enter', zoneId: 'shoes', afterSeconds: 0 }],
  ...own,
})

/** The builders' store is live, with its one journey; a draft has another title. */
const open = async () => {
  const ports = memoryPorts()
  await ports.releases.publish(aReleaseContent(), undefined, aNote())
  await ports.drafts.saveVenue(aVenue(), undefined)
  const [step] = aJourney().steps
  const draft = aJourney({ step: { ...step, message: { kind: 'text', title: 'Drafted', body: 'Soon' } } })
  await ports.drafts.save('journeys', draft.id, draft, undefined)
  await ports.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
  await ports.people.bindPhone('ada', 'phone-1')
  await ports.people.saveLedger('customer:ada', aLedger())
  return { ports, play: dryRunJourneys(ports) }
}

const titles = (answer: Awaited<ReturnType<Awaited<ReturnType<typeof open>>['play']>>) =>
  'scenes' in answer ? answer.scenes.flatMap(({ messages }) => messages.map(({ title }) => title)) : answer

test('what is live and what is drafted are played apart', async () => {
  const { play } = await open()
  expect(titles(await play(aRequest(), asked))).toEqual(['Shoe care'])
  expect(titles(await play(aRequest({ of: 'drafts' }), asked))).toEqual(['Drafted'])
})

test('a customer is played as she stands, nothing is stored, and who looked is written down', async () => {
  const { ports, play } = await open()
  const request = aRequest({ who: { customerId: 'ada' } })
  expect(titles(await play(request, asked))).toEqual(['Shoe care'])
  expect(titles(await play(request, asked))).toEqual(['Shoe care'])
  expect([ports.published, ports.journaled, ports.streamed]).toEqual([[], [], []])
  expect((await ports.audit.list(undefined, { limit: 5 })).entries[0]).toMatchObject({
    action: 'read',
    what: 'customers/ada',
  })
  const { ledgers } = await ports.people.find({ customerIds: [], ledgerIds: ['customer:ada'] })
  const had = { ...aLedger(), version: ledgers.get('customer:ada')?.version ?? 0 }
  const sent = { sends: { 'shoe-care': [at(0)] }, claims: [aClaim({ at: at(0), message: aMessage() })] }
  await ports.people.saveLedger('customer:ada', { ...had, ...sent })
  const answer = await play(request, asked)
  expect('scenes' in answer && answer.scenes[0]?.explanation.decisions[0]).toMatchObject({ reason: 'frequency_cap' })
})

test('what is paused stays so', async () => {
  const { ports, play } = await open()
  await ports.releases.setPause({ scope: 'everything' }, true)
  expect(titles(await play(aRequest(), asked))).toEqual([])
})

test('a venue, a customer or a persona that there is not is named', async () => {
  const { play } = await open()
  expect(await play(aRequest({ venueId: 'stoer' }), asked)).toEqual({ missing: 'venue', id: 'stoer' })
  expect(await play(aRequest({ who: { customerId: 'bob' } }), asked)).toEqual({ missing: 'customer', id: 'bob' })
  expect(await play(aRequest({ who: { personaId: 'pat' } }), asked)).toEqual({ missing: 'persona', id: 'pat' })
})
