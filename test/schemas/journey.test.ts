import { expect, test } from 'vitest'
import { stepKinds } from '#shared/domain/journey.ts'
import { check, type Fault } from '#shared/schemas/faults.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyExample, journeyOfAllSteps } from '#shared/schemas/journey-example.ts'
import { aJourney } from '#test/support/builders.ts'

const [step] = journeyExample.steps
const { entrance } = journeyExample
const checked = (own: object) => check(journeySchema, { ...journeyExample, ...own }, journeyExample)
const faultsOf = (own: object): readonly Fault[] => {
  const result = checked(own)
  return 'faults' in result ? result.faults : []
}
const experiment = (...weights: number[]) => ({
  id: 'halves',
  kind: 'experiment',
  variants: weights.map((weight, i) => ({ id: `v${i}`, weight })),
})
const scheduled = { venueId: 'harbour', segmentId: 'gold' }
const quiet = (start: string, end: string) => ({ windows: [{ start, end }], fallback: 'drop' })
const texts = (own: object) => ({ steps: [{ ...step, message: { ...step?.message, ...own } }] })
const isTaken = (own: object) => faultsOf(own).length === 0

test('the example of what is right is right', () => {
  expect(check(journeySchema, journeyExample, journeyExample)).toEqual({ value: journeyExample })
})

test('a journey with a step of every kind is right', () => {
  expect(check(journeySchema, journeyOfAllSteps, journeyExample)).toEqual({ value: journeyOfAllSteps })
  expect(new Set(journeyOfAllSteps.steps.map(({ kind }) => kind))).toEqual(new Set(stepKinds))
})

test.each<[string, object]>([
  ['an event', { event: 'com.example.purchase', where: { 'event.total': { $gt: 50 } } }],
  ['coming into a segment', { segment: 'gold', change: 'enter' }],
  ['a time', { schedule: { at: Date.UTC(2027, 0, 1) }, segmentId: 'gold' }],
  ['a schedule', { schedule: { cron: '*/5 9-17 * * MON-FRI' }, segmentId: 'gold' }],
  ['a broadcast', { broadcast: true }],
])('%s lets somebody in', (_, trigger) => {
  const own = { ...trigger, venueId: 'harbour' }
  expect(checked({ entrance: own })).toEqual({
    value: { ...journeyExample, entrance: { ...own, usefulForSeconds: 120 } },
  })
})

test('what is left out of steps has a default as well', () => {
  const steps = [experiment(0.333, 0.333, 0.333), { id: 'call', kind: 'task', title: 'Help', to: [] }]
  const reentry = { rule: 'every' }
  expect(checked({ steps, entrance: { ...entrance, reentry } })).toEqual({
    value: {
      ...journeyExample,
      entrance: { ...entrance, reentry: { rule: 'every', coolDownSeconds: 0, isConcurrent: false } },
      steps: [
        { ...steps[0], unit: 'customer' },
        { ...steps[1], expiresInSeconds: 1800 },
      ],
    },
  })
})

test('what the domain calls a journey is one', () => {
  expect(check(journeySchema, aJourney(), journeyExample)).toEqual({ value: aJourney() })
})

test('what a marketer leaves out has a default', () => {
  const { expiresInSeconds: _, ...briefStep } = step ?? {}
  const { id, name, createdAt } = journeyExample
  const brief = {
    id,
    name,
    createdAt,
    entrance: { moment: 'venue.enter', venueId: 'harbour' },
    steps: [briefStep],
  }
  expect(check(journeySchema, brief, journeyExample)).toEqual({
    value: {
      ...brief,
      priority: 50,
      entrance: { ...brief.entrance, usefulForSeconds: 120 },
      steps: [{ ...briefStep, expiresInSeconds: 1800 }],
      frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
      consent: ['marketing'],
      paused: false,
    },
  })
})

test.each<[string, string, object, unknown?]>([
  [
    'the venue has no zone',
    'entrance.zoneId',
    { entrance: { moment: 'venue.enter', venueId: 'harbour', zoneId: 'boots' } },
  ],
  ['only a dwell waits', 'entrance.dwellSeconds', { entrance: { ...entrance, moment: 'zone.enter' } }],
  [
    'so long a dwell is timed in a zone',
    'entrance.zoneId',
    { entrance: { moment: 'zone.dwell', venueId: 'harbour', dwellSeconds: 60 } },
  ],
  ['a moment that nobody has', 'entrance.moment', { entrance: { ...entrance, moment: 'zone.leave' } }],
  ['a step of a kind that nobody knows', 'steps[0].kind', { steps: [{ ...step, kind: 'dealy' }] }],
  ['no step', 'steps', { steps: [] }],
  ['more steps than a journey may have', 'steps', { steps: Array.from({ length: 201 }, () => step) }],
  ['a step that is a text', 'steps[0]', { steps: ['offer'] }],
  ['a delay without a time', 'steps[0].seconds', { steps: [{ id: 'a', kind: 'delay' }] }],
  [
    'a weight in words',
    'steps[0].variants[0].weight',
    {
      steps: [
        {
          ...experiment(),
          variants: [
            { id: 'a', weight: 'half' },
            { id: 'b', weight: 0.5 },
          ],
        },
      ],
    },
  ],
  ['weights that sum to more than everybody', 'steps[0].variants', { steps: [experiment(0.6, 0.6)] }],
  ['an experiment of one variant', 'steps[0].variants', { steps: [experiment(1)] }],
  ['eleven variants', 'steps[0].variants', { steps: [experiment(...Array.from({ length: 11 }, () => 1 / 11))] }],
  [
    'a text and a template at once',
    'steps[0].message.templateId',
    { steps: [{ ...step, message: { ...step?.message, templateId: 'boots' } }] },
  ],
  ['a message of nothing', 'steps[0].message', { steps: [{ ...step, message: { kind: 'text' } }] }],
  ['an entrance by nothing', 'entrance', { entrance: { venueId: 'harbour' } }],
  ['an entrance by two things', 'entrance', { entrance: { venueId: 'harbour', moment: 'zone.enter', event: 'x' } }],
  ['an entrance that is a text', 'entrance', { entrance: 'boots' }],
  ['a broadcast that is none', 'entrance.broadcast', { entrance: { venueId: 'harbour', broadcast: false } }],
  [
    'a segment that somebody neither enters nor leaves',
    'entrance.change',
    { entrance: { venueId: 'harbour', segment: 'gold', change: 'stay' } },
  ],
  ['a schedule without people', 'entrance.segmentId', { entrance: { venueId: 'harbour', schedule: { at: 1.8e12 } } }],
  ['a schedule in seconds', 'entrance.schedule.at', { entrance: { ...scheduled, schedule: { at: 1.8e9 } } }],
  ...['* * * * * *', '@daily', '0 0 31 2 *', '61 * * * *', 'every day at nine', ''].map(
    (cron): [string, string, object] => [
      `the cron pattern "${cron}"`,
      'entrance.schedule.cron',
      { entrance: { ...scheduled, schedule: { cron } } },
    ],
  ),
  ['a re-entry by no rule', 'entrance.reentry.rule', { entrance: { ...entrance, reentry: { rule: 'evry' } } }],
  ['a goal that nobody can reach', 'goal.event', { goal: { event: 'a purchase' } }],
  [
    'a condition of a goal',
    'goal.where.event.total.$mre',
    { goal: { event: 'buy', where: { 'event.total': { $mre: 5 } } } },
  ],
  ['a time of day that is none', 'quietHours.windows[0].start', { quietHours: quiet('25:00', '08:00') }],
  [
    'an override that ends before it begins',
    'quietHours.overrides[0].until',
    {
      quietHours: { ...quiet('21:00', '08:00'), overrides: [{ from: '2026-12-31', until: '2026-12-30', windows: [] }] },
    },
  ],
  [
    'a fallback of a value that has no path',
    'steps[0].message.fallbacks.firstName',
    texts({ fallbacks: { firstName: '' } }),
  ],
  ['a language that is none', 'steps[0].message.locales.german', texts({ locales: { german: { title: 'Stiefel' } } })],
  ['a text that is too long as it stands', 'steps[0].message.body', texts({ body: 'x'.repeat(401) })],
  ['a template of more than anybody writes', 'steps[0].message.body', texts({ body: `{{ x }}${'x'.repeat(4000)}` })],
  [
    'a link without https',
    'steps[0].message.link',
    { steps: [{ ...step, message: { ...step?.message, link: 'http://x.de' } }] },
  ],
  [
    'a message without a title',
    'steps[0].message.title',
    { steps: [{ ...step, message: { ...step?.message, title: '' } }] },
  ],
  ['marketing that nobody has to allow', 'consent', { consent: [] }],
  [
    'a cap of another scope',
    'frequencyCaps[0].scope',
    { frequencyCaps: [{ limit: 1, windowSeconds: 60, scope: 'venue' }] },
  ],
  ['an id that could reach into other topics', 'id', { id: 'boots/#' }],
  ['a condition that is a text', 'entrance.audience', { entrance: { ...entrance, audience: 'gold' } }],
  [
    'a condition of no operator',
    'entrance.audience.customer.visits',
    { entrance: { ...entrance, audience: { 'customer.visits': {} } } },
  ],
])('%s: the fault is at %s', (_, path, own) => {
  const faults = faultsOf(own)
  expect(faults.map(({ path }) => path)).toEqual([path])
  expect(faults[0]?.example).toBeDefined()
  expect(faults[0]?.reason).not.toMatch(/invalid input/i)
})

test.each<[string, object, Fault]>([
  [
    'a cap of nothing is mended by a pause',
    { frequencyCaps: [{ limit: 0, windowSeconds: 60, scope: 'journey' }] },
    {
      path: 'frequencyCaps[0].limit',
      reason: 'is 0, so nothing would ever be sent; pause the journey instead',
      example: 1,
    },
  ],
  [
    'a field that is misspelt is not told as missing, too',
    { steps: [{ id: 'a', kind: 'delay', secnds: 5 }] },
    { path: 'steps[0].secnds', reason: '"secnds" is not a field here; did you mean "seconds"?', example: step },
  ],
  [
    'what an entrance is by is told from what it has',
    { entrance: { momnet: 'zone.enter', venueId: 'harbour', zoneId: 'boots' } },
    { path: 'entrance.momnet', reason: '"momnet" is not a field here; did you mean "moment"?', example: entrance },
  ],
  [
    'a word that is misspelt is told with the one that was meant',
    { entrance: { ...entrance, moment: 'zone.dwel' } },
    {
      path: 'entrance.moment',
      reason:
        'must be one of venue.enter, zone.enter, zone.dwell, zone.exit, venue.exit, this is "zone.dwel"; did you mean "zone.dwell"?',
      example: 'zone.dwell',
    },
  ],
  [
    'a kind of step as well',
    { steps: [{ id: 'a', kind: 'waitfor', for: { event: 'x' }, timeoutSeconds: 5 }] },
    {
      path: 'steps[0].kind',
      reason:
        'must be one of message, delay, waitFor, gate, experiment, update, task, exit, this is "waitfor"; did you mean "waitFor"?',
      example: 'waitFor',
    },
  ],
  [
    'weights are told with what they sum to, and how they would be right',
    { steps: [experiment(0.2, 0.2)] },
    {
      path: 'steps[0].variants',
      reason: 'must have weights that sum to 1; these sum to 0.4',
      example: [
        { id: 'v0', weight: 0.5 },
        { id: 'v1', weight: 0.5 },
      ],
    },
  ],
])('%s', (_, own, fault) => {
  expect(faultsOf(own)).toEqual([fault])
})

test('a message that she needs takes no consent', () => {
  expect(isTaken({ consent: [], steps: [{ ...step, class: 'service' }] })).toBe(true)
})

test.each<[string, number, number, (value: number) => object]>([
  ['priority', 0, 100, (priority) => ({ priority })],
  ['usefulForSeconds', 1, 86_400, (usefulForSeconds) => ({ entrance: { ...entrance, usefulForSeconds } })],
  ['dwellSeconds', 5, 43_200, (dwellSeconds) => ({ entrance: { ...entrance, dwellSeconds } })],
  ['expiresInSeconds', 10, 2_592_000, (expiresInSeconds) => ({ steps: [{ ...step, expiresInSeconds }] })],
  ['delay', 1, 63_072_000, (seconds) => ({ steps: [{ id: 'a', kind: 'delay', seconds }] })],
  [
    'timeout',
    1,
    63_072_000,
    (timeoutSeconds) => ({ steps: [{ id: 'a', kind: 'waitFor', for: { event: 'buy' }, timeoutSeconds }] }),
  ],
  [
    'cool-down',
    0,
    63_072_000,
    (coolDownSeconds) => ({ entrance: { ...entrance, reentry: { rule: 'every', coolDownSeconds } } }),
  ],
  ['limit', 1, 100, (limit) => ({ frequencyCaps: [{ limit, windowSeconds: 60, scope: 'customer' }] })],
  [
    'windowSeconds',
    60,
    2_592_000,
    (windowSeconds) => ({ frequencyCaps: [{ limit: 1, windowSeconds, scope: 'customer' }] }),
  ],
])('%s is a whole number from %i to %i', (_, from, to, own) => {
  const around = [from - 1, from, from + 0.5, to, to + 1]
  expect(around.map((value) => isTaken(own(value)))).toEqual([false, true, false, true, false])
})
