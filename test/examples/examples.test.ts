import { beforeAll, expect, test } from 'vitest'
import { contentOf, type FolderContent } from '#infra/cli/code/folder-content.ts'
import { happeningIn } from '#infra/cli/code/happenings.ts'
import { readFolder } from '#infra/cli/code/read-folder.ts'
import { rulesFrom } from '#infra/cli/code/rules.ts'
import { simulateOffline } from '#infra/cli/code/simulate.ts'
import { durationText } from '#infra/cli/code/time-in.ts'
import { validateFolder } from '#infra/cli/code/validate.ts'
import type { Feeds, Rules } from '#shared/domain/situation.ts'

let content: FolderContent
let rules: Rules

beforeAll(() => {
  const folder = readFolder('examples')
  expect(validateFolder(folder)).toEqual([])
  content = contentOf(folder)
  rules = rulesFrom({ ...content, version: 'examples', publishedAt: 0 })
})

type Play = { venue: string; persona: string; what: string[]; feeds?: Feeds; at?: string }

/** What one journey does, line by line: what happens, each check with what it saw, and what she gets. */
const played = (journeyId: string, { venue, persona, what, feeds, at = '2026-11-21T14:00' }: Play): string[] => {
  const request = {
    of: 'drafts' as const,
    who: { personaId: persona },
    venueId: venue,
    happenings: what.map(happeningIn),
    ...(feeds && { feeds }),
  }
  const { answer } = simulateOffline({ json: false, dir: 'examples', at, request }, content, rules, 0)
  return answer.scenes.flatMap(({ afterSeconds, explanation, messages, withdrawn, tasks }) => [
    `${durationText(afterSeconds)}: ${explanation.what}`,
    ...explanation.decisions
      .filter((one) => one.journeyId === journeyId)
      .flatMap(({ outcome, reason, checks, exposures = [] }) => [
        ...checks.map(({ check, passed, saw }) => `  ${passed ? '✓' : '✗'} ${check}: ${saw}`),
        ...exposures.map(({ experiment, variant }) => `  · ${experiment}: ${variant}`),
        `  = ${[outcome, ...(reason === undefined ? [] : [reason])].join(' ')}`,
      ]),
    ...messages.map((message) => `  → ${message.locale}: ${message.title} | ${message.body}`),
    ...withdrawn.map(() => '  → taken back'),
    ...tasks.map(({ title }) => `  → task: ${title}`),
  ])
}

test('ten journeys, and nothing wrong with them', () => {
  expect(content.journeys.map(({ id }) => id)).toEqual([
    'abandoned-fitting-room',
    'concession-stand',
    'cross-floor-wayfinding',
    'dwell-nudge',
    'low-stock-revoke',
    'post-visit-survey',
    'queue-relief',
    'vip-alert',
    'welcome-back',
    'win-back',
  ])
})

test('welcome back: a regular is greeted in her language, once a week', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['venue.enter', 'venue.enter@+1d'] }
  expect(played('welcome-back', play)).toMatchInlineSnapshot()
})

test('welcome back: whoever wants no marketing is not greeted', () => {
  const play = { venue: 'fashion-house', persona: 'private', what: ['venue.enter'] }
  expect(played('welcome-back', play)).toMatchInlineSnapshot()
})

test('dwell nudge: she draws a variant and keeps it; what she has not opened is taken back when she leaves', () => {
  const play = { venue: 'fashion-house', persona: 'newcomer', what: ['zone.dwell:watches:180', 'venue.exit@+10m'] }
  expect(played('dwell-nudge', play)).toMatchInlineSnapshot()
})

test('abandoned fitting room: an hour later without a purchase she is reminded', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['zone.dwell:fitting-rooms:120'] }
  expect(played('abandoned-fitting-room', play)).toMatchInlineSnapshot()
})

test('abandoned fitting room: whoever buys in time is not', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['zone.dwell:fitting-rooms:120', 'purchase@+30m'] }
  expect(played('abandoned-fitting-room', play)).toMatchInlineSnapshot()
})

test('abandoned fitting room: late in the evening it waits for the morning', () => {
  const play = {
    venue: 'fashion-house',
    persona: 'regular',
    what: ['zone.dwell:fitting-rooms:120'],
    at: '2026-11-21T19:30',
  }
  expect(played('abandoned-fitting-room', play)).toMatchInlineSnapshot()
})

test('concession stand: at half-time, while the queue is short, a code for a pie', () => {
  const feeds = { match: { phase: 'half_time' }, queues: { stand_c: 5 } }
  const play = { venue: 'riverside', persona: 'newcomer', what: ['zone.dwell:north:60'], feeds }
  expect(played('concession-stand', play)).toMatchInlineSnapshot()
  expect(
    played('concession-stand', { ...play, feeds: { ...feeds, queues: { stand_c: 12 } } }).slice(-2),
  ).toMatchInlineSnapshot()
})

test('queue relief: whoever waits in the long queue is told the way to the short one, at night too', () => {
  const feeds = { queues: { security_a: 22, security_b: 6 } }
  const play = {
    venue: 'north-airport',
    persona: 'private',
    what: ['zone.dwell:security-a:120'],
    feeds,
    at: '2026-11-21T23:30',
  }
  expect(played('queue-relief', play)).toMatchInlineSnapshot()
})

test('post-visit survey: two hours after the visit; whoever is unhappy is called back', () => {
  const play = { venue: 'old-masters', persona: 'newcomer', what: ['venue.exit:40m', 'answered=3@+3h'] }
  expect(played('post-visit-survey', play)).toMatchInlineSnapshot()
})

test('VIP alert: the hosts are told, the member gets nothing', () => {
  const play = { venue: 'riverside', persona: 'member', what: ['zone.enter:lounge'] }
  expect(played('vip-alert', play)).toMatchInlineSnapshot()
})

test('low stock: when the pairs are gone, whoever has not opened the message loses it, and whoever has keeps it', () => {
  const play = { venue: 'fashion-house', persona: 'newcomer', what: ['zone.enter:shoes', 'withdraw:last-pairs@+10m'] }
  expect(played('low-stock-revoke', play)).toMatchInlineSnapshot()
  const opened = { ...play, what: ['zone.enter:shoes', 'opened@+1m', 'withdraw:last-pairs@+10m'] }
  expect(played('low-stock-revoke', opened).slice(-2)).toMatchInlineSnapshot()
})

test('cross-floor wayfinding: the way is sent at once, without steps for whoever asks for none', () => {
  const play = {
    venue: 'old-masters',
    persona: 'private',
    what: ['route.requested{"to":"landscapes","stepFree":true}'],
  }
  expect(played('cross-floor-wayfinding', play)).toMatchInlineSnapshot()
  const byStairs = { ...play, what: ['route.requested{"to":"landscapes"}'] }
  expect(played('cross-floor-wayfinding', byStairs).at(-1)).toMatchInlineSnapshot()
})

test('win back: sixty days after a visit without another', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['venue.exit'] }
  expect(played('win-back', play)).toMatchInlineSnapshot()
  const returned = { ...play, what: ['venue.exit', 'venue.enter@+20d'] }
  expect(played('win-back', returned).slice(-3)).toMatchInlineSnapshot()
})
