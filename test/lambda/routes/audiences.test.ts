import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { audienceRoutes } from '#shared/lambda/routes/audiences.ts'
import { estimateAnswer, searchAnswer } from '#shared/schemas/estimate.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'

const open = async () => {
  const ports = memoryPorts()
  for (let i = 0; i < 12; i++)
    await ports.people.saveCustomer({ id: `c-${i}`, traits: { tier: i < 3 ? 'gold' : 'silver' }, staff: false })
  const handler = httpHandler(audienceRoutes(ports))
  const post = async (key: string, body: unknown, groups = 'marketer') => {
    const answer = await handler(httpEvent(key, { body, groups }), lambdaContext)
    return { status: answer.statusCode, body: JSON.parse(String(answer.body)) }
  }
  const estimate = (condition: unknown, groups?: string) => post('POST /segments/estimate', { condition }, groups)
  const search = (body: unknown, groups?: string) => post('POST /customers/search', body, groups)
  return { estimate, search }
}

test('a marketer is told how many, an analyst not where they are too few', async () => {
  const { estimate } = await open()
  const gold = { 'customer.tier': 'gold' }
  const exact = { isExact: true, total: 12, matching: 3, consented: 0, reachable: 0, looked: 12 }
  const { body } = await estimate(gold)
  expect(estimateAnswer.parse(body)).toEqual(exact)
  expect((await estimate(gold, 'analyst')).body).toEqual({
    ...exact,
    matching: '<10',
    consented: '<10',
    reachable: '<10',
  })
})

test('the list of customers has those who match', async () => {
  const { search } = await open()
  const { body } = await search({ condition: { 'customer.tier': 'gold' }, limit: 2 })
  expect(searchAnswer.parse(body).customers.map(({ id }) => id)).toEqual(['c-0', 'c-1'])
  const rest = await search({ condition: { 'customer.tier': 'gold' }, limit: 2, after: body.next })
  expect(rest.body).toEqual({ customers: [{ id: 'c-2', traits: { tier: 'gold' }, staff: false, deviceIds: [] }] })
  expect((await search({})).body.customers).toHaveLength(12)
})

test('what no condition is, and a segment that nobody has drafted, are refused', async () => {
  const { estimate, search } = await open()
  expect((await estimate({ 'customer.tier': { $gtt: 1 } })).body.issues[0].path).toBe('condition.customer.tier.$gtt')
  expect(await search({ condition: { $segment: 'golden' } })).toMatchObject({
    status: 400,
    body: { issues: [{ path: 'condition', reason: 'there is no segment "golden"' }] },
  })
})

test.each([
  ['analyst', 200, 403],
  ['marketer@store', 200, 403],
  ['operator', 403, 403],
])('%s may ask for an estimate: %d, and for a list: %d', async (groups, ofEstimate, ofList) => {
  const { estimate, search } = await open()
  expect([(await estimate({}, groups)).status, (await search({}, groups)).status]).toEqual([ofEstimate, ofList])
})
