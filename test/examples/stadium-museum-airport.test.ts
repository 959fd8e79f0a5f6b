import { expect, test } from 'vitest'
import { contentOf } from '#infra/cli/code/folder-content.ts'
import { validateFolder } from '#infra/cli/code/validate.ts'
import { examples, played } from './played.ts'

test('ten journeys, and nothing wrong with them', () => {
  expect(validateFolder(examples)).toEqual([])
  expect(contentOf(examples).journeys.map(({ id }) => id)).toEqual([
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
