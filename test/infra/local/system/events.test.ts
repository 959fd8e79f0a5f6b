import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Explanation } from '#shared/schemas/explanations.ts'
import type { TaskAnswer } from '#shared/schemas/tasks.ts'
import { type Laptop, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, type TestPhone } from './phone.ts'

const says = (title: string) => [
  {
    id: 'say',
    kind: 'message',
    class: 'service',
    message: { kind: 'text', title, body: 'Come and see' },
    expiresInSeconds: 1800,
  },
]

const entrance = { venueId: 'harbour', usefulForSeconds: 3600 }

const journeys = [
  { id: 'thanks', name: 'Thanks', entrance: { ...entrance, event: 'purchase' }, steps: says('Thank you') },
  {
    id: 'hello-gold',
    name: 'Gold',
    entrance: { ...entrance, segment: 'gold', change: 'enter' },
    steps: says('You are gold now'),
  },
  {
    id: 'digest',
    name: 'Digest',
    entrance: { ...entrance, schedule: { cron: '* * * * *' }, segmentId: 'gold' },
    reentry: { rule: 'once' },
    steps: says('What is new'),
  },
  {
    id: 'carry',
    name: 'Carry',
    entrance: { ...entrance, event: 'com.shop.help' },
    steps: [{ id: 'ask', kind: 'task', title: 'Carry a box', to: ['olga'], expiresInSeconds: 600 }],
  },
].map(({ reentry, ...journey }) => ({
  ...journey,
  entrance: { ...journey.entrance, ...(reentry && { reentry }) },
  frequencyCaps: [],
}))

let laptop: Laptop
let ada: TestPhone
beforeAll(async () => {
  laptop = await startLaptop()
  const { api } = laptop
  const answers = [
    await api('marketer', 'PUT', '/segments/gold', { name: 'Gold', condition: { 'customer.tier': 'gold' } }),
  ]
  await openHarbour(laptop)
  for (const { id, ...journey } of journeys) answers.push(await api('marketer', 'PUT', `/journeys/${id}`, journey))
  answers.push(await api('admin', 'POST', '/publish', {}))
  expect(answers.filter(({ status }) => status > 201)).toEqual([])
  await laptop.pass(10)
  ada = await aPhone(laptop, { customerId: 'ada' })
}, 300_000)
afterAll(async () => {
  await ada?.close()
  await laptop?.close()
})

const titles = async () => {
  await ada.settled()
  return [...new Set(ada.messages.map(({ title }) => title))]
}

const explained = async (query: string, role = 'marketer') => {
  const { status, body } = await laptop.api(role, 'GET', `/explanations?${query}`)
  expect([status, body]).toEqual([200, expect.objectContaining({ explanations: expect.any(Array) })])
  return (body as { explanations: Explanation[] }).explanations
}

const purchase = (id: string) => ({
  specversion: '1.0',
  id,
  source: '/tills/4',
  type: 'purchase',
  subject: 'customer:ada',
  venueid: 'harbour',
  data: { orderId: id, amount: 59.9, currency: 'EUR', items: [{ sku: 'boots-42', quantity: 1, price: 59.9 }] },
})

test('a purchase at the till reaches her phone once, however often it is told, and it is explained', async () => {
  const told = await laptop.api('integration', 'POST', '/events', purchase('order-1'))
  expect(told).toMatchObject({ status: 202, body: { taken: 1, refused: 0 } })
  await laptop.api('integration', 'POST', '/events', [
    purchase('order-1'),
    { ...purchase('x'), subject: 'customer:bob' },
  ])
  await laptop.system.idle()
  expect(await titles()).toEqual(['Thank you'])
  expect(new Set(ada.messages.map(({ id }) => id)).size).toBe(1)

  const ofMessage = await explained(`messageId=${ada.messages[0]?.id}`)
  expect(ofMessage).toMatchObject([
    { what: 'event purchase', customerId: 'ada', decisions: [{ journeyId: 'thanks', outcome: 'message' }] },
  ])
  // the copy is told beside the first
  const ofJourney = await explained('journeyId=thanks')
  expect(new Set(ofJourney.map(({ occasionId }) => occasionId))).toEqual(new Set([ofMessage[0]?.occasionId]))
  const computed = await laptop.api('marketer', 'POST', '/explanations/compute', {
    customerId: 'ada',
    occasionId: ofMessage[0]?.occasionId,
    journeyId: 'carry',
  })
  expect(computed).toMatchObject({
    status: 200,
    body: { isComputed: true, notAsked: expect.stringContaining('carry waits') },
  })
})

test('CRM makes her gold: the segment lets her in, the digest comes by schedule, and the estimate knows her', async () => {
  const { api, pass } = laptop
  const put = { traits: { tier: 'gold' }, consents: { marketing: 'granted' } }
  expect((await api('marketer', 'PUT', '/customers/ada', put)).status).toBe(200)
  await laptop.system.idle()
  expect(await titles()).toContain('You are gold now')
  await pass(130)
  expect(await titles()).toContain('What is new')
  const kinds = (await explained('customerId=ada')).map(({ kind }) => kind)
  expect(kinds).toEqual(expect.arrayContaining(['event', 'profile', 'start']))

  const condition = { 'customer.tier': 'gold' }
  expect(await api('marketer', 'POST', '/segments/estimate', { condition })).toEqual({
    status: 200,
    body: { isExact: true, total: 1, matching: 1, consented: 1, reachable: 1, looked: 1 },
  })
  expect(await api('marketer', 'POST', '/customers/search', { condition })).toMatchObject({
    status: 200,
    body: { customers: [{ id: 'ada' }] },
  })
})

test('an associate finds the task, takes it on and does it; a second one is told whose it is', async () => {
  const { api } = laptop
  const help = { ...purchase('help-1'), type: 'com.shop.help', data: {} }
  expect((await api('integration', 'POST', '/events', help)).status).toBe(202)
  await laptop.system.idle()
  const { body } = await api('associate', 'GET', '/venues/harbour/tasks')
  const [task] = (body as { tasks: TaskAnswer[] }).tasks
  expect(task).toMatchObject({ title: 'Carry a box', customerId: 'ada', journeyId: 'carry', state: 'open' })
  const path = `/venues/harbour/tasks/${task?.id}`
  expect((await api('associate', 'POST', `${path}/claim`)).status).toBe(200)
  expect((await api('operator', 'POST', `${path}/claim`)).status).toBe(409)
  expect((await api('associate', 'POST', `${path}/done`)).status).toBe(200)
})

test('nothing of it went wrong', () => {
  expect(laptop.troubles).toEqual([])
})
