import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { Explained } from '#shared/domain/explained.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { explanationRoutes } from '#shared/lambda/routes/explanations.ts'
import { explanationListAnswer } from '#shared/schemas/explanations.ts'
import { aMessage, aMoment, at } from '#test/support/builders.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'

/** So many seconds before the request, which comes at nine. */
const anExplained = (id: string, ago: number, own: Partial<Explained> = {}): Explained => ({
  ledgerId: 'customer:ada',
  occasion: aMoment({ id, customerId: 'ada', occurredAt: at(-ago), receivedAt: at(-ago) }),
  release: 'release-1',
  decisions: [
    {
      journeyId: 'watches',
      suppressed: 'audience',
      trace: [
        { check: 'pause', passed: true, saw: 'nothing paused' },
        {
          check: 'audience',
          passed: false,
          saw: 'customer.tier: "silver \\" customer.iq", wanted = "gold"; visit.seconds: 7, wanted > 60',
        },
      ],
    },
    {
      journeyId: 'shoe-care',
      stepId: 'offer',
      message: aMessage({ title: 'For you, Ada' }),
      trace: [
        { check: 'consent', passed: true, saw: 'marketing: granted' },
        { check: 'device', passed: true, saw: 'phone-1' },
      ],
      exposures: [{ experiment: 'holdout', variant: 'treated', unit: 'customer:ada' }],
    },
  ],
  ...own,
})

const open = async (...explained: Explained[]) => {
  const ports = memoryPorts()
  await ports.explanations.write(explained)
  const handler = httpHandler(explanationRoutes(ports))
  const ask = async (query: Record<string, string>, groups = 'marketer') => {
    const answer = await handler(httpEvent('GET /explanations', { query, groups }), lambdaContext)
    const body = JSON.parse(String(answer.body))
    return { status: answer.statusCode, body: answer.statusCode === 200 ? explanationListAnswer.parse(body) : body }
  }
  return { ports, ask }
}

const idsIn = ({ body }: { body: { explanations: { occasionId: string }[] } }) =>
  body.explanations.map(({ occasionId }) => occasionId)

test('a marketer is told each decision with its checks, and what decided it in words', async () => {
  const { ask } = await open(anExplained('o-1', 60))
  const { body } = await ask({ customerId: 'ada' })
  expect(body).toEqual({
    explanations: [
      {
        occasionId: 'o-1',
        at: at(-60),
        occurredAt: at(-60),
        kind: 'zone.enter',
        what: 'zone.enter',
        customerId: 'ada',
        deviceId: 'phone-1',
        where: { venueId: 'store', zoneId: 'shoes' },
        release: 'release-1',
        decisions: [
          {
            journeyId: 'shoe-care',
            stepId: 'offer',
            outcome: 'message',
            says: 'shoe-care sent “For you, Ada” (message-1)',
            messageId: 'message-1',
            title: 'For you, Ada',
            checks: [
              { check: 'consent', passed: true, saw: 'marketing: granted' },
              { check: 'device', passed: true, saw: 'phone-1' },
            ],
            exposures: [{ experiment: 'holdout', variant: 'treated', unit: 'customer:ada' }],
          },
          {
            journeyId: 'watches',
            outcome: 'suppressed',
            reason: 'audience',
            says: expect.stringMatching(/^watches sent nothing: audience \(audience: customer\.tier: "silver/),
            checks: [
              { check: 'pause', passed: true, saw: 'nothing paused' },
              { check: 'audience', passed: false, saw: expect.stringContaining('"gold"') },
            ],
          },
        ],
      },
    ],
  })
})

test('an analyst is told which fields were asked about, and neither values nor who it was', async () => {
  const { ask } = await open(anExplained('o-1', 60))
  const { body } = await ask({ customerId: 'ada' }, 'analyst')
  expect(JSON.stringify(body)).not.toMatch(/ada|phone-1|silver|gold|iq|For you/i)
  expect(body.explanations[0].decisions[1]).toEqual({
    journeyId: 'watches',
    outcome: 'suppressed',
    reason: 'audience',
    says: 'watches sent nothing: audience (audience: customer.tier; visit.seconds)',
    checks: [
      { check: 'pause', passed: true, saw: 'nothing paused' },
      { check: 'audience', passed: false, saw: 'customer.tier; visit.seconds' },
    ],
  })
})

test('by journey only its own decisions are told, by message the one that sent it', async () => {
  const { ask } = await open(
    anExplained('o-1', 60),
    anExplained('o-2', 30, { decisions: [], ledgerId: 'device:phone-2' }),
  )
  const { body } = await ask({ journeyId: 'watches' })
  expect(
    body.explanations.map((one: { decisions: { journeyId: string }[] }) => one.decisions.map((d) => d.journeyId)),
  ).toEqual([['watches']])
  expect(idsIn(await ask({ messageId: 'message-1' }))).toEqual(['o-1'])
  expect(idsIn(await ask({ messageId: 'message-2' }))).toEqual([])
  expect(idsIn(await ask({ deviceId: 'phone-2' }))).toEqual(['o-2'])
})

test('pages lead on, times are days or times, and nothing older than 30 days is told', async () => {
  const old = 31 * 86_400
  const { ask } = await open(...[0, 1, 2, 3].map((i) => anExplained(`o-${i}`, i * 86_400)), anExplained('old', old))
  const first = await ask({ customerId: 'ada', limit: '3' })
  expect(idsIn(first)).toEqual(['o-0', 'o-1', 'o-2'])
  expect(idsIn(await ask({ customerId: 'ada', limit: '3', after: first.body.next }))).toEqual(['o-3'])
  expect(idsIn(await ask({ customerId: 'ada', from: '2026-11-19', until: '2026-11-21T09:00:00Z' }))).toEqual([
    'o-1',
    'o-2',
  ])
  expect(idsIn(await ask({ customerId: 'ada', from: '2026-01-01', until: '2026-10-30' }))).toEqual([])
})

test('a page that a function could not answer is shorter, and leads on', async () => {
  const trace = Array.from({ length: 20 }, () => ({ check: 'consent', passed: false, saw: 'x'.repeat(300) }))
  const decisions = Array.from({ length: 40 }, (_, i) => ({
    journeyId: `j-${i}`,
    suppressed: 'no_consent' as const,
    trace,
  }))
  const { ask } = await open(...Array.from({ length: 30 }, (_, i) => anExplained(`o-${i}`, i, { decisions })))
  const ids: string[] = []
  let after: string | undefined
  do {
    const { body } = await ask({ customerId: 'ada', limit: '200', ...(after === undefined ? {} : { after }) })
    expect(JSON.stringify(body).length).toBeLessThan(4.1 * 1024 * 1024)
    ids.push(...idsIn({ body }))
    after = body.next
  } while (after !== undefined)
  expect(ids).toEqual(Array.from({ length: 30 }, (_, i) => `o-${i}`))
})

test('who looks a person up is written down, who looks at a journey is not', async () => {
  const { ask, ports } = await open(anExplained('o-1', 60))
  await ask({ journeyId: 'watches' })
  expect((await ports.audit.list(undefined, { limit: 9 })).entries).toEqual([])
  await ask({ customerId: 'ada' }, 'analyst')
  await ask({ messageId: 'message-1' })
  await ask({ deviceId: 'phone-1' })
  const { entries } = await ports.audit.list(undefined, { limit: 9 })
  expect(entries.map(({ action, what, state }) => `${action} ${what} ${state}`).sort()).toEqual([
    'read explanations/customers/ada done',
    'read explanations/devices/phone-1 done',
    'read explanations/messages/message-1 done',
  ])
})

test.each([
  ['nobody', {}, 'marketer', 400],
  ['two at once', { customerId: 'ada', journeyId: 'watches' }, 'marketer', 400],
  ['a time that is none', { customerId: 'ada', from: 'yesterday' }, 'marketer', 400],
  ['an operator', { customerId: 'ada' }, 'operator', 403],
  ['a marketer of one venue', { customerId: 'ada' }, 'marketer@store', 403],
])('%s is refused', async (_, query, groups, status) => {
  const { ask } = await open()
  expect((await ask(query as Record<string, string>, groups)).status).toBe(status)
})
