import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { createEventRules } from '#infra/local/event-rules.ts'
import { aTemplate, closing } from './cloud-fixture.ts'

const rule = (EventPattern: object, own: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: { State: 'ENABLED', EventPattern, Targets: [{ Arn: 'fn', Id: 'Target0' }], ...own },
})
const created = (bucket: string, key: string) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: [`arn:aws:s3:::${bucket}`],
  detail: { bucket: { name: bucket }, object: { key, size: 7 } },
})
const pattern = {
  source: ['aws.s3'],
  detail: { bucket: { name: ['files'] }, object: { key: [{ prefix: 'uploads/' }, 'exact'] } },
}

const run = async (
  resources: Record<string, { Type: string; Properties: object }>,
  event: ReturnType<typeof created>,
) => {
  const clock = closing(createClock({ speed: 1, startAt: Date.UTC(2026, 0, 1, 12, 30, 15, 999) }))
  clock.pause()
  const told: [string, unknown][] = []
  await createEventRules({ template: aTemplate({ resources }), clock, invoke: (fn, what) => told.push([fn, what]) })(
    event,
  )
  return told
}

test('an event goes to the targets of the rules whose pattern it matches, whole', async () => {
  const event = created('files', 'uploads/a')
  expect(await run({ Rule: rule(pattern), Other: rule({ source: ['aws.ec2'] }) }, event)).toEqual([
    [
      'fn',
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        account: '000000000000',
        time: '2026-01-01T12:30:15Z',
        region: 'eu-central-1',
        ...event,
      },
    ],
  ])
})

test.each([
  ['another prefix', created('files', 'reports/a'), 0],
  ['another bucket', created('archive', 'uploads/a'), 0],
  ['the exact value', created('files', 'exact'), 1],
  ['more than the exact value', created('files', 'exactly'), 0],
])('%s', async (_, event, times) => {
  expect(await run({ Rule: rule(pattern) }, event)).toHaveLength(times)
})

test('a rule that is switched off, or runs by the clock, hears nothing', async () => {
  const off = rule(pattern, { State: 'DISABLED' })
  const timed = {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: 'fn', Id: 'T' }] },
  }
  expect(await run({ Off: off, Timed: timed }, created('files', 'uploads/a'))).toEqual([])
})

test('a pattern that the laptop can’t read is refused at start', async () => {
  const strange = rule({ detail: { object: { size: [{ numeric: ['>', 3] }] } } })
  await expect(run({ Strange: strange }, created('files', 'a'))).rejects.toThrow(
    'Strange: the laptop matches values and prefixes, and can\'t read {"numeric":[">",3]}.',
  )
})
