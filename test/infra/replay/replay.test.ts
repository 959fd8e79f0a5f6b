import { expect, test } from 'vitest'
import { createReplay } from '#infra/replay/replay.ts'
import { failuresOf } from '#infra/replay/summary.ts'
import { aRecording, aWalk, pastBooksAndToys } from './recordings.ts'
import { startSmallSystem } from './small-system.ts'

/** Six walks past the books and the toys, one that hears nothing: 72 sightings. The fifth customer allows no marketing. */
const recording = aRecording([
  aWalk({ id: 'silent', heard: [] }),
  ...Array.from({ length: 6 }, (_, place) =>
    pastBooksAndToys({ id: `w${place}`, half: place % 2 === 0 ? 'learning' : 'unseen' }),
  ),
])

const replayed = async ({ times = 1, loses }: { times?: number; loses?: (payload: string) => boolean } = {}) => {
  const replay = createReplay(recording, times)
  const options = { speed: 20, onJournal: replay.take }
  const system = await startSmallSystem(loses ? { ...options, loses } : options)
  return { summary: await replay.run(system), progress: replay.progress() }
}

const right = { surveyedMoments: 9, inAZone: 1, floorRight: 1, nearestShop: 1, amongNearestThree: 1 }

test('every sighting of every walk has its outcome, and messages reach the phones', async () => {
  const { summary, progress } = await replayed()
  const none = { duplicate: 0, late: 0, parked: 0, unaccounted: 0, redelivered: 0, reasons: {}, ignored: {} }
  // venue, floor, books and toys are entered and left
  const half = { walks: 3, sightings: 36, folded: 36, ...none, moments: 24, accuracy: right }
  const { latencyMs, sdkCalls, memory, elapsedSeconds, ...counted } = summary
  expect(counted).toEqual({
    sightings: 72,
    folded: 72,
    ...none,
    times: 1,
    moments: 48,
    // a welcome and two offers each, but for the one who allows none
    messages: 15,
    messagesDigest: expect.stringMatching(/^[0-9a-f]{16}$/),
    suppressed: { no_consent: 3, audience: 6 },
    undelivered: 0,
    openVisits: 0,
    strangers: {},
    trouble: [],
    halves: { learning: { ...half, messages: 6 }, unseen: { ...half, messages: 9 } },
  })
  expect(failuresOf(summary)).toEqual([])
  expect(progress).toEqual({ accounted: 72, expected: 72, messages: 15 })
  expect(latencyMs.p50).toBeGreaterThan(0)
  expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50 ?? Number.POSITIVE_INFINITY)
  expect(sdkCalls.total).toBeGreaterThan(0)
  expect(memory.rssMaxMb).toBeGreaterThan(0)
  expect(elapsedSeconds).toBeGreaterThan(0)
})

test('of messages that are delivered three times, exactly two thirds are duplicates and nothing else changes', async () => {
  const [once, { summary }] = await Promise.all([replayed(), replayed({ times: 3 })])
  expect(failuresOf(summary)).toEqual([])
  expect(summary.messagesDigest).toBe(once.summary.messagesDigest)
  const { sightings, folded, duplicate, late, parked, unaccounted, moments, messages } = summary
  expect({ sightings, folded, duplicate, late, parked, unaccounted, moments, messages }).toEqual({
    sightings: 216,
    folded: 72,
    duplicate: 144,
    late: 0,
    parked: 0,
    unaccounted: 0,
    moments: 48,
    messages: 15,
  })
})

test('a report that the stream loses is an error, and the other walks are not touched by it', async () => {
  const last = String(recording.walks.at(-1)?.heard.at(-1)?.row)
  const { summary } = await replayed({ loses: (payload) => payload.includes(`"id":"${last}"`) })
  expect([summary.folded, summary.unaccounted]).toEqual([71, 1])
  expect(failuresOf(summary)).toEqual(['1 sightings have no outcome'])
})
