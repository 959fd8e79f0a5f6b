import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Api } from '#infra/cli/api.ts'
import { readBacktest } from '#infra/cli/code/backtest.ts'
import { readExplain, runExplain } from '#infra/cli/code/explain.ts'
import { rehearsalTopics } from '#infra/cli/code/rehearsal-topics.ts'
import { readSimulate } from '#infra/cli/code/simulate.ts'
import type { World } from '#infra/cli/topic.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { aMoment, at } from '#test/support/builders.ts'
import { aFolder, aSoundFolder } from './a-folder.ts'

const offline: World = {
  api: () => {
    throw new Error('nobody is asked')
  },
  width: 200,
  isTerminal: false,
  ask: undefined,
  print: () => undefined,
}

/** Ten customers stay at the watches of the sound folder. */
const lines = (): string =>
  Array.from({ length: 10 }, (_, i): JournalEntry => {
    const own = {
      id: `m${i}`,
      kind: 'zone.dwell',
      venueId: 'shop',
      zoneId: 'watches',
      dwellSeconds: 180,
      customerId: `c${i}`,
    } as const
    const moment = aMoment({ ...own, occurredAt: at(i * 60), receivedAt: at(i * 60) })
    return { type: 'moment', at: at(i * 60), cause: { record: String(i), index: 0 }, moment }
  })
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join('')

const golden = (count: number) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `c${i}`,
        { traits: { tier: 'gold' }, consents: { marketing: { status: 'granted', since: 0 } } },
      ]),
    ),
  )

test('an archive is played to a folder, with what is known of customers: a table, and one line of JSON', async () => {
  const archive = aFolder({
    's3/journal/2026/11/21/a-09.gz': gzipSync(lines()),
    's3/journal/2026/11/21/b-10.ndjson': 'no json\n',
  })
  const traits = join(aFolder({ 'traits.json': golden(4) }), 'traits.json')
  const folder = aSoundFolder()
  const args = [folder, '--traffic', archive, '--traits', traits, '--against', folder, '--json']
  const { text, exitCode } = await rehearsalTopics.backtest.run(args, offline)
  expect(exitCode).toBe(0)
  expect(text).toMatch(/\nwatches +4 +4 +4 +0 +0 +0 +4 +=\n/)
  expect(text).toContain('1 lines could not be read and were left out.')
  const report = JSON.parse(text.split('\n').at(-1) ?? '')
  expect(report).toMatchObject({
    occasions: 10,
    unreadable: 1,
    draft: { shoppers: 10, reach: 4, sent: 4, messagesPerShopper: { p50: 0, p95: 1, max: 1 } },
    live: { sent: 4 },
  })
  expect(report.draft.journeys[0].suppressed).toEqual({ audience: 6 })
})

test('the ten examples are played on the recorded mall', async ({ skip }) => {
  const mall = join(process.env.USHER_DATA ?? '../shared/data', 'mall')
  if (!existsSync(mall)) return skip('skipped: mall/ of the real data is not here; set USHER_DATA to its folder')
  const { text } = await rehearsalTopics.backtest.run(['examples', '--traffic', mall, '--json'], offline)
  const { draft, occasions, unreadable } = JSON.parse(text.split('\n').at(-1) ?? '')
  expect(occasions).toBeGreaterThan(10_000)
  expect(unreadable).toBe(0)
  const sent = Object.fromEntries(
    draft.journeys.map((one: { journeyId: string; sent: number }) => [one.journeyId, one.sent]),
  )
  // nobody asks for a way in the recording, a task is no message, and sixty days are not over within the day of grace
  const silent = Object.keys(sent).filter((id) => sent[id] === 0)
  expect(silent).toEqual(['cross-floor-wayfinding', 'vip-alert', 'win-back'])
  expect(draft.journeys.find((one: { journeyId: string }) => one.journeyId === 'low-stock-revoke')).toMatchObject({
    sent: 12,
  })
})

test('explain asks page by page for as many as are wanted', async () => {
  const asked: unknown[] = []
  const get = async (path: string, query?: object) => {
    asked.push([path, query])
    const explanation = {
      occasionId: 'o',
      at: at(60),
      occurredAt: at(60),
      kind: 'zone.enter',
      what: 'zone.enter',
      customerId: 'ada',
      where: { venueId: 'store', zoneId: 'shoes' },
      release: 'r1',
      decisions: [
        {
          journeyId: 'j',
          outcome: 'suppressed',
          reason: 'audience',
          says: 'j sent nothing: audience',
          checks: [{ check: 'audience', passed: false, saw: 'customer.tier: "silver"' }],
        },
      ],
    }
    return { explanations: [explanation], ...(asked.length === 1 && { next: 'n' }) }
  }
  const text = await runExplain(
    { get } as unknown as Api,
    readExplain(['--customer', 'ada', '--limit', '2', '--from', '2026-11-21']),
  )
  expect(asked).toEqual([
    ['/explanations', { customerId: 'ada', from: '2026-11-21', limit: 2 }],
    ['/explanations', { customerId: 'ada', from: '2026-11-21', limit: 1, after: 'n' }],
  ])
  const one = [
    '2026-11-21 09:01  zone.enter in store/shoes, ada  (r1)',
    '  ✗ j sent nothing: audience',
    '      ✗ audience: customer.tier: "silver"',
  ].join('\n')
  expect(text).toBe(`${one}\n\n${one}`)
})

test('what is not understood is said', () => {
  expect(() => readExplain([])).toThrow('explain takes one of --customer, --device, --journey and --message.')
  expect(() => readBacktest(['examples'])).toThrow('backtest takes what was recorded: --traffic PATH.')
  expect(() => readSimulate(['venue.enter'])).toThrow('simulate takes a venue')
  expect(() => readSimulate(['--venue', 'v', 'venue.enter', '--persona', 'p', '--trait', 'a=1'])).toThrow(
    'one of the three',
  )
  expect(() => readSimulate(['--venue', 'v'])).toThrow('simulate takes what happens')
})

test('somebody invented, with feeds, on a clock that goes on for a while', () => {
  const line =
    '--venue v venue.enter --then purchase@+5m --trait tier=gold --trait visits=3 --consent marketing --feed queues.a=4 --for 1h'
  expect(readSimulate(line.split(' '))).toEqual({
    json: false,
    request: {
      of: 'drafts',
      who: { traits: { tier: 'gold', visits: 3 }, consents: { marketing: { status: 'granted' } } },
      venueId: 'v',
      at: 0,
      happenings: [
        { moment: 'venue.enter', afterSeconds: 0 },
        { event: 'purchase', afterSeconds: 300 },
      ],
      feeds: { queues: { a: 4 } },
      forSeconds: 3600,
    },
  })
})
