import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { computeExplanation } from '#shared/use-cases/compute-explanation.ts'
import { aClaim, aJourney, aLedger, aMoment, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { knowAda } from './support.ts'

const moment = aMoment({ customerId: 'ada' })

const open = async (then: readonly Journey[], now: readonly Journey[] = then) => {
  const ports = memoryPorts()
  await knowAda(ports)
  await ports.people.bindPhone('ada', 'phone-1')
  await ports.releases.publish(aReleaseContent({ version: 'then', journeys: then }), undefined, aNote())
  await ports.releases.publish(aReleaseContent({ version: 'now', journeys: now }), 'then', aNote())
  await ports.explanations.write([{ ledgerId: 'customer:ada', occasion: moment, release: 'then', decisions: [] }])
  const compute = (journeyId: string, occasionId = moment.id) =>
    computeExplanation(ports)({ customerId: 'ada', occasionId, journeyId })
  return { ports, compute }
}

const decisionIn = (computed: Awaited<ReturnType<Awaited<ReturnType<typeof open>>['compute']>>) =>
  'explained' in computed ? computed.explained.decisions : computed

test('a journey that another one outranked is told what it would have sent', async () => {
  const { compute } = await open([aJourney(), aJourney({ id: 'watches', priority: 10 })])
  expect(decisionIn(await compute('watches'))).toEqual([
    expect.objectContaining({ journeyId: 'watches', message: expect.objectContaining({ title: 'Shoe care' }) }),
  ])
})

test('what the occasion itself has brought her does not stand in the way, what others did does', async () => {
  const { compute, ports } = await open([aJourney()])
  await ports.people.saveLedger('customer:ada', aLedger({ version: 1, claims: [aClaim()] }))
  expect(decisionIn(await compute('shoe-care'))).toEqual([
    expect.objectContaining({ message: expect.objectContaining({ title: 'Shoe care' }) }),
  ])
  const capped = aLedger({ version: 2, sends: { 'shoe-care': [at(0)] } })
  await ports.people.saveLedger('customer:ada', capped)
  expect(decisionIn(await compute('shoe-care'))).toEqual([expect.objectContaining({ suppressed: 'frequency_cap' })])
})

test('a journey that is new is taken from the live release, one that is old from the release that decided', async () => {
  const gold = aJourney({ id: 'gold', entrance: { audience: { 'customer.tier': 'silver' } } })
  const { compute } = await open([aJourney()], [gold])
  const computed = await compute('gold')
  expect(computed).toMatchObject({ explained: { release: 'now', decisions: [{ suppressed: 'audience' }] } })
  expect(await compute('shoe-care')).toMatchObject({ explained: { release: 'then' } })
})

test('a journey that waits for something else has nothing to decide, and it is said for what it waits', async () => {
  const leaving = aJourney({ id: 'leaving', entrance: { moment: 'zone.exit' } })
  const { compute } = await open([leaving])
  expect(await compute('leaving')).toMatchObject({
    explained: { decisions: [] },
    notAsked: 'leaving waits for {"moment":"zone.exit","zoneId":"shoes"} at store, which this was not',
  })
})

test('an occasion that is not kept, and a journey that nobody has published, are missing', async () => {
  const { compute } = await open([aJourney()])
  expect(await compute('shoe-care', 'moment-9')).toEqual({ missing: 'occasion' })
  expect(await compute('hats')).toEqual({ missing: 'journey' })
})
