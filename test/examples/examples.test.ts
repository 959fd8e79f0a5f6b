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
  expect(played('welcome-back', play)).toMatchInlineSnapshot(`
    [
      "0 s: venue.enter",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 300 s",
      "  ✓ audience: holds",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ holdout: 10 % of all get nothing, she is not one of them",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: venue: Europe/Vienna",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 604800 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-regular",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  · holdout: treated",
      "  · holdout/welcome-back: treated",
      "  = message",
      "  → de: Schön, dass Sie wieder da sind, Rosa | Neu: Schuhe, im ersten Stock.",
      "1 d: venue.enter",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 300 s",
      "  ✓ audience: holds",
      "  ✗ reentry: entered 86400 s ago, cools down for 604800 s",
      "  = suppressed reentry",
    ]
  `)
})

test('welcome back: whoever wants no marketing is not greeted', () => {
  const play = { venue: 'fashion-house', persona: 'private', what: ['venue.enter'] }
  expect(played('welcome-back', play)).toMatchInlineSnapshot(`
    [
      "0 s: venue.enter",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 300 s",
      "  ✓ audience: holds",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ holdout: 10 % of all get nothing, she is not one of them",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✗ consent: marketing: denied",
      "  · holdout: treated",
      "  · holdout/welcome-back: treated",
      "  = suppressed no_consent",
    ]
  `)
})

test('dwell nudge: she draws a variant and keeps it; what she has not opened is taken back when she leaves', () => {
  const play = { venue: 'fashion-house', persona: 'newcomer', what: ['zone.dwell:watches:180', 'venue.exit@+10m'] }
  expect(played('dwell-nudge', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.dwell after 180 s",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 60 s",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ experiment nudge: advice",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: venue: Europe/Vienna",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 86400 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-newcomer",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  · holdout: treated",
      "  · dwell-nudge/nudge: advice",
      "  = message",
      "  → en: Shall we show you more? | Somebody at the counter will gladly open the case for you.",
      "10 min: venue.exit",
      "60 d 10 min: a run’s time had come",
      "  → en: We have not seen you for a while | Come and look at the new collection, Noah.",
    ]
  `)
})

test('abandoned fitting room: an hour later without a purchase she is reminded', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['zone.dwell:fitting-rooms:120'] }
  expect(played('abandoned-fitting-room', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.dwell after 120 s",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 600 s",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ runs: 0 of 20 open",
      "  · holdout: treated",
      "  = waits",
      "1 h: a run’s time had come",
      "  ✗ step bought: did not come in time",
      "  ✓ pause: nothing paused",
      "  ✓ freshness: 0 s late, worth sending for 86400 s",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: customer: Europe/Vienna",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 86400 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-regular",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  = message",
      "  → de: Noch unentschlossen? | Was Sie anprobiert haben, liegt bis morgen für Sie bereit, Rosa.",
    ]
  `)
})

test('abandoned fitting room: whoever buys in time is not', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['zone.dwell:fitting-rooms:120', 'purchase@+30m'] }
  expect(played('abandoned-fitting-room', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.dwell after 120 s",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 600 s",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ runs: 0 of 20 open",
      "  · holdout: treated",
      "  = waits",
      "30 min: event purchase",
      "  = left goal",
    ]
  `)
})

test('abandoned fitting room: late in the evening it waits for the morning', () => {
  const play = {
    venue: 'fashion-house',
    persona: 'regular',
    what: ['zone.dwell:fitting-rooms:120'],
    at: '2026-11-21T19:30',
  }
  expect(played('abandoned-fitting-room', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.dwell after 120 s",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 600 s",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ runs: 0 of 20 open",
      "  · holdout: treated",
      "  = waits",
      "1 h: a run’s time had come",
      "  ✗ step bought: did not come in time",
      "  ✓ pause: nothing paused",
      "  ✓ freshness: 0 s late, worth sending for 86400 s",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: customer: Europe/Vienna",
      "  ✗ quiet hours: until 2026-11-22T08:00:00.000Z",
      "  ✓ deferral: until 2026-11-22T08:00:00.000Z",
      "  = deferred quiet_hours",
      "13 h 30 min: a run’s time had come",
      "  ✓ pause: nothing paused",
      "  ✓ freshness: 45000 s late, worth sending for 86400 s",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: customer: Europe/Vienna",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 86400 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-regular",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  = message",
      "  → de: Noch unentschlossen? | Was Sie anprobiert haben, liegt bis morgen für Sie bereit, Rosa.",
    ]
  `)
})

test('concession stand: at half-time, while the queue is short, a code for a pie', () => {
  const feeds = { match: { phase: 'half_time' }, queues: { stand_c: 5 } }
  const play = { venue: 'riverside', persona: 'newcomer', what: ['zone.dwell:north:60'], feeds }
  expect(played('concession-stand', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.dwell after 60 s",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 60 s",
      "  ✓ audience: holds",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ gate short-queue: holds",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: venue: Europe/London",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 86400 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-newcomer",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  · holdout: treated",
      "  = message",
      "  → en: Pie and a pint at stand C | 5 minutes to wait. Your code: TEST-PllsZq",
    ]
  `)
  expect(
    played('concession-stand', { ...play, feeds: { ...feeds, queues: { stand_c: 12 } } }).slice(-2),
  ).toMatchInlineSnapshot(`
    [
      "  · holdout: treated",
      "  = left done",
    ]
  `)
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
  expect(played('queue-relief', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.dwell after 120 s",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 60 s",
      "  ✓ audience: holds",
      "  ✓ gate b-is-shorter: holds",
      "  ✓ erasure: none",
      "  ✓ device: phone-of-private",
      "  ✓ arbitration: first",
      "  = message",
      "  → en: Security B: 6 minutes | Here it takes 22. Security B is to the left, behind check-in.",
    ]
  `)
})

test('post-visit survey: two hours after the visit; whoever is unhappy is called back', () => {
  const play = { venue: 'old-masters', persona: 'newcomer', what: ['venue.exit:40m', 'answered=3@+3h'] }
  expect(played('post-visit-survey', play)).toMatchInlineSnapshot(`
    [
      "0 s: venue.exit",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 600 s",
      "  ✓ audience: holds",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ runs: 0 of 20 open",
      "  · holdout: treated",
      "  = waits",
      "2 h: a run’s time had come",
      "  ✓ pause: nothing paused",
      "  ✓ freshness: 0 s late, worth sending for 172800 s",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: customer: Europe/London",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 86400 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-newcomer",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  = message",
      "  → en: How was your visit? | From 0 to 10, how likely are you to recommend the museum to a friend?",
      "3 h: message z4m2eXNUtybq_Gy-DAZfkW was answered",
      "  ✓ step answer: answered came",
      "  ✓ step call-back: task for visitor-services",
      "  = left done",
      "  → task: Unhappy visitor: Noah",
    ]
  `)
})

test('VIP alert: the hosts are told, the member gets nothing', () => {
  const play = { venue: 'riverside', persona: 'member', what: ['zone.enter:lounge'] }
  expect(played('vip-alert', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.enter",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 180 s",
      "  ✓ audience: holds",
      "  ✓ step host: task for host-ines, host-omar",
      "  = left done",
      "  → task: Greet Mabel in Members’ lounge",
    ]
  `)
})

test('low stock: when the pairs are gone, whoever has not opened the message loses it, and whoever has keeps it', () => {
  const play = { venue: 'fashion-house', persona: 'newcomer', what: ['zone.enter:shoes', 'withdraw:last-pairs@+10m'] }
  expect(played('low-stock-revoke', play)).toMatchInlineSnapshot(`
    [
      "0 s: zone.enter",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 120 s",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: venue: Europe/Vienna",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 86400 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-newcomer",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  · holdout: treated",
      "  = message",
      "  → en: Last pairs, half price | Show TEST-d4KY74 at the till, while there are some.",
      "10 min: offer last-pairs is over",
      "  → taken back",
    ]
  `)
  const opened = { ...play, what: ['zone.enter:shoes', 'opened@+1m', 'withdraw:last-pairs@+10m'] }
  expect(played('low-stock-revoke', opened).slice(-2)).toMatchInlineSnapshot(`
    [
      "1 min: message d4KY74IsTZA0HQK3_LtfQV was opened",
      "10 min: offer last-pairs is over",
    ]
  `)
})

test('cross-floor wayfinding: the way is sent at once, without steps for whoever asks for none', () => {
  const play = {
    venue: 'old-masters',
    persona: 'private',
    what: ['route.requested{"to":"landscapes","stepFree":true}'],
  }
  expect(played('cross-floor-wayfinding', play)).toMatchInlineSnapshot(`
    [
      "0 s: event route.requested",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 60 s",
      "  ✓ event: holds",
      "  ✓ gate step-free: holds",
      "  ✓ erasure: none",
      "  ✓ device: phone-of-private",
      "  ✓ arbitration: first",
      "  = message",
      "  → nl: De landschappen zijn op de tweede verdieping | Neem de lift achter de foyer naar 2, dan rechts. Ongeveer drie minuten, zonder treden.",
    ]
  `)
  const byStairs = { ...play, what: ['route.requested{"to":"landscapes"}'] }
  expect(played('cross-floor-wayfinding', byStairs).at(-1)).toMatchInlineSnapshot(
    `"  → nl: De landschappen zijn op de tweede verdieping | De grote trap op, twee verdiepingen, dan links. Ongeveer twee minuten."`,
  )
})

test('win back: sixty days after a visit without another', () => {
  const play = { venue: 'fashion-house', persona: 'regular', what: ['venue.exit'] }
  expect(played('win-back', play)).toMatchInlineSnapshot(`
    [
      "0 s: venue.exit",
      "  ✓ pause: nothing paused",
      "  ✓ staff: a shopper",
      "  ✓ freshness: 0 s old, useful for 3600 s",
      "  ✓ audience: holds",
      "  ✓ holdout: 5 % of all get nothing, she is not one of them",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ runs: 0 of 20 open",
      "  · holdout: treated",
      "  = waits",
      "60 d: a run’s time had come",
      "  ✗ step back: did not come in time",
      "  ✓ pause: nothing paused",
      "  ✓ freshness: 0 s late, worth sending for 604800 s",
      "  ✓ erasure: none",
      "  ✓ do not contact: not set",
      "  ✓ consent: marketing: granted",
      "  ✓ clock: customer: Europe/Vienna",
      "  ✓ quiet hours: outside",
      "  ✓ frequency cap: 0 of 1 in 2592000 s, by journey",
      "  ✓ frequency cap: 0 of 3 in 86400 s, by customer",
      "  ✓ device: phone-of-regular",
      "  ✓ ceiling: room this minute",
      "  ✓ arbitration: first",
      "  = message",
      "  → de: Lange nicht gesehen | Schauen Sie sich die neue Kollektion an, Rosa.",
    ]
  `)
  const returned = { ...play, what: ['venue.exit', 'venue.enter@+20d'] }
  expect(played('win-back', returned).slice(-3)).toMatchInlineSnapshot(`
    [
      "  ✓ step back: venue.enter came",
      "  = left done",
      "  → de: Schön, dass Sie wieder da sind, Rosa | Neu: Schuhe, im ersten Stock.",
    ]
  `)
})
