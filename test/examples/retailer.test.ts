import { expect, test } from 'vitest'
import { played } from './played.ts'

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
