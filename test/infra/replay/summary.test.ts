import { expect, test } from 'vitest'
import { failuresOf, type HalfSummary, renderSummary, type Summary, sdkCallsBetween } from '#infra/replay/summary.ts'

const count = {
  sightings: 10,
  folded: 8,
  duplicate: 0,
  late: 0,
  parked: 2,
  unaccounted: 0,
  redelivered: 0,
  reasons: { bad_rssi: 2 },
  ignored: {},
}
const half: HalfSummary = {
  ...count,
  walks: 3,
  moments: 4,
  messages: 1,
  accuracy: { surveyedMoments: 8, inAZone: 1, floorRight: 0.75, nearestShop: 0.5, amongNearestThree: 0.625 },
}
const aSummary = (own: Partial<Summary> = {}): Summary => ({
  ...count,
  times: 1,
  moments: 8,
  messages: 2,
  messagesDigest: '00d1',
  suppressed: { no_consent: 1, frequency_cap: 3 },
  latencyMs: { p50: 9.5, p99: 31 },
  undelivered: 0,
  openVisits: 0,
  strangers: {},
  trouble: [],
  halves: { learning: half, unseen: half },
  sdkCalls: { total: 20, perSighting: 2, perMessage: 10, byAction: { 'kinesis.PutRecords': 20 } },
  memory: { rssStartMb: 100, rssHalfwayMb: 110, rssEndMb: 105, rssMaxMb: 120 },
  elapsedSeconds: 12.5,
  ...own,
})

test('people read what became of every sighting', () => {
  const halfLine =
    '3 walks, 10 sightings, 4 moments, 1 messages; of 8 surveyed moments 75.0 % on the right floor, ' +
    '50.0 % in the nearest shop, 62.5 % in one of the nearest three'
  expect(renderSummary(aSummary())).toBe(
    [
      'sightings                       10',
      '  folded                        8',
      '  duplicate                     0',
      '  late                          0',
      '  parked or ignored             2 (bad_rssi 2)',
      '  unaccounted                   0',
      'moments                         8',
      'messages                        2, of them not delivered 0',
      '  what they say                 00d1',
      'suppressed                      frequency_cap 3, no_consent 1',
      'publish to delivery             p50 9.5 ms, p99 31 ms',
      `learning half                   ${halfLine}`,
      `unseen half                     ${halfLine}`,
      'SDK calls                       20: 2 a sighting, 10 a message',
      '  kinesis.PutRecords            20',
      'memory                          100 MB at the start, 110 halfway, 105 at the end, 120 at most',
      'elapsed                         12.5 s',
    ].join('\n'),
  )
})

test('what should not be is read as well', () => {
  const odd = aSummary({
    times: 2,
    suppressed: {},
    latencyMs: { p50: null, p99: null },
    redelivered: 3,
    openVisits: 1,
    strangers: { folded: 4 },
    trouble: ['the broker was away'],
  })
  const lines = renderSummary(odd).split('\n')
  expect(lines).toContain('sightings                       10 (each 2 times)')
  expect(lines).toContain('suppressed                      none')
  expect(lines).toContain('publish to delivery             p50 – ms, p99 – ms')
  expect(lines.slice(-4)).toEqual([
    'sent again by phones            3',
    'visits still open               1',
    'not ours, folded                4',
    'trouble                         the broker was away',
  ])
})

test('a replay fails on a sighting without an outcome or a message that never came, and says what else went wrong', () => {
  expect(failuresOf(aSummary({ trouble: ['the broker was away'] }))).toEqual([])
  expect(failuresOf(aSummary({ unaccounted: 1, undelivered: 2, trouble: ['the broker was away'] }))).toEqual([
    '1 sightings have no outcome',
    '2 messages were promised and never delivered',
    'the broker was away',
  ])
})

const fine = { claimsUnshown: 0, shownTwice: 0, shownUnclaimed: 0, timersLost: 0, miscounted: 0 }
const kills = { places: [], claims: 2, timersSet: 1, ...fine }

test('a replay fails when a copy was no duplicate, or when more than the copies were', () => {
  const thrice = { times: 3, sightings: 30, parked: 3, folded: 9 }
  expect(failuresOf(aSummary({ ...thrice, duplicate: 18 }))).toEqual([])
  expect(failuresOf(aSummary({ ...thrice, duplicate: 20, redelivered: 2 }))).toEqual([])
  expect(failuresOf(aSummary({ ...thrice, duplicate: 17 }))).toEqual(['17 sightings came out as duplicate, and 18 are'])
  expect(failuresOf(aSummary({ ...thrice, duplicate: 19 }))).toEqual(['19 sightings came out as duplicate, and 18 are'])
  expect(failuresOf(aSummary({ ...thrice, duplicate: 19, kills }))).toEqual([])
})

test('a replay through kills fails for each kind of thing that they may lose or double', () => {
  expect(failuresOf(aSummary({ kills, duplicate: 4 }))).toEqual([])
  const lost = { ...kills, claimsUnshown: 1, shownTwice: 2, shownUnclaimed: 3, timersLost: 4, miscounted: 6 }
  expect(failuresOf(aSummary({ kills: lost, openVisits: 5 }))).toEqual([
    '1 claims were never shown',
    '2 messages were shown twice',
    '3 messages were shown that nobody claimed',
    '4 timers are lost',
    '6 visitors are counted where they are not, or not where they are',
    '5 visits were never closed: their timers are lost',
  ])
  expect(failuresOf(aSummary({ openVisits: 5 }))).toEqual([])
  const lines = renderSummary(aSummary({ kills: { ...lost, places: ['at 3 %, at a report'] } })).split('\n')
  expect(lines.slice(-5)).toEqual([
    'kills                           1',
    '  killed                        at 3 %, at a report',
    'claims in the ledgers           2, never shown 1, shown twice 2, shown unclaimed 3',
    'timers still set                1, of them lost 4',
    'visitors miscounted             6',
  ])
})

test('SDK calls are those made meanwhile, the most frequent first', () => {
  const before = { 'dynamodb.PutItem': 5, 'sqs.SendMessageBatch': 2 }
  const after = { 'dynamodb.PutItem': 6, 'sqs.SendMessageBatch': 2, 'kinesis.PutRecords': 4 }
  expect(sdkCallsBetween(before, after, { sightings: 4, messages: 3 })).toEqual({
    total: 5,
    perSighting: 1.25,
    perMessage: 1.667,
    byAction: { 'kinesis.PutRecords': 4, 'dynamodb.PutItem': 1 },
  })
  expect(sdkCallsBetween({}, {}, { sightings: 0, messages: 0 })).toEqual({
    total: 0,
    perSighting: 0,
    perMessage: 0,
    byAction: {},
  })
})
