import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accuracyOf, type Replayed } from '#infra/replay/accuracy.ts'
import { learnVenue } from '#infra/replay/learn-venue.ts'
import { type Recording, readRecording, type Walk } from '#infra/replay/recording.ts'
import { reportsOf, startedAt } from '#infra/replay/walks.ts'
import { deviceMailbox, type MailboxEvent } from '#shared/domain/event.ts'
import type { Outcome } from '#shared/domain/journal.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, type Presence } from '#shared/domain/presence.ts'
import { compileRelease, type Release } from '#shared/domain/release.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { isTxPower } from '#shared/hardware/radio.ts'
import { venueSchema } from '#shared/schemas/venue.ts'

const folder = join(process.env.USHER_DATA ?? '../shared/data', 'mall')

const theMall = async (skip: (note: string) => never): Promise<Recording> => {
  if (existsSync(folder)) return readRecording(folder)
  const note = 'skipped: mall/ of the real data is not here; set USHER_DATA to its folder'
  console.warn(note)
  return skip(note)
}

const start = Date.UTC(2026, 10, 21)

/** Folds a walk as its phone reports it, without a system around it. */
const folded = (walk: Walk, venueId: string, release: Release): Replayed & { outcomes: Outcome[] } => {
  const deviceId = walk.id
  const moments: Moment[] = []
  const outcomes: Outcome[] = []
  let presence: Presence | undefined
  const fold = (event: MailboxEvent) => {
    const advanced = advance(presence, event, release)
    presence = advanced.presence
    moments.push(...advanced.moments)
    outcomes.push(advanced.outcome)
  }
  fold({ kind: 'enrol', deviceId, deviceKind: 'phone', staff: false, receivedAt: start })
  for (const report of reportsOf(walk)) {
    const receivedAt = start + report.afterMilliseconds
    for (const { id, at, beacon, rssi, txPower } of startedAt(start, report)) {
      const power = isTxPower(txPower) ? { txPower } : {}
      const heard = { id, anchor: { beacon }, rssi, ...power, deviceTime: at, occurredAt: at, receivedAt }
      fold({ kind: 'sighting', deviceId, venueId, sighting: heard, receivedAt })
    }
  }
  const dueAt = presence?.visit ? start + 24 * 60 * 60 * 1000 : undefined
  if (presence && dueAt !== undefined) {
    presence = { ...presence, timerAt: dueAt }
    fold({ kind: 'timer', mailbox: deviceMailbox(deviceId), dueAt, receivedAt: dueAt })
  }
  return { walk, startedAt: start, moments, outcomes }
}

test('the mall is read as it was recorded, and is a venue that the API takes', async ({ skip }) => {
  const recording = await theMall(skip)
  const { walks, plans } = recording
  const sightings = walks.flatMap(({ heard }) => heard)
  expect({
    sightings: sightings.length,
    rows: new Set(sightings.map(({ row }) => row)).size,
    walks: walks.length,
    silent: walks.filter(({ heard }) => heard.length === 0).length,
    oddPowers: sightings.filter(({ txPower }) => txPower === 46).length,
    floors: plans.map(({ floor, shops }) => [floor.id, shops.length]),
  }).toEqual({
    sightings: 63_786,
    rows: 63_786,
    walks: 460,
    silent: 19,
    oddPowers: 7,
    floors: [
      ['B1', 76],
      ['F1', 51],
      ['F2', 44],
      ['F3', 47],
      ['F4', 29],
    ],
  })

  const venue = learnVenue(recording)
  expect(venueSchema.parse(venue)).toEqual(venue)
  expect(venueFaults(venue)).toEqual([])
  expect(venue.beacons).toHaveLength(675)
  expect(venue.zones).toHaveLength(5 + 247)
  const names = new Set(venue.zones.map(({ name }) => name))
  for (const name of ['fuzhumian', 'feikaifangquyu', 'zhongkong', 'kongpu', 'xiuxiqu', 'B277']) {
    expect(names).not.toContain(name)
  }
})

test('walks that the venue has never seen are on the right floor, and in or near the right shop', async ({ skip }) => {
  const recording = await theMall(skip)
  const venue = learnVenue(recording)
  const release = compileRelease({ version: '1', publishedAt: start, venues: [venue], journeys: [] })
  const replayed = recording.walks.map((walk) => folded(walk, venue.id, release))

  const all = replayed.flatMap(({ outcomes }) => outcomes)
  expect(all.filter(({ outcome }) => outcome !== 'folded')).toEqual([])
  const kinds = replayed.flatMap(({ moments }) => moments.map(({ kind }) => kind))
  const times = (kind: string) => kinds.filter((one) => one === kind).length
  expect([times('zone.enter'), times('venue.enter')]).toEqual([times('zone.exit'), times('venue.exit')])

  const unseen = accuracyOf(
    replayed.filter(({ walk }) => walk.half === 'unseen'),
    recording.plans,
  )
  expect(unseen.surveyedMoments).toBeGreaterThan(1400)
  expect(unseen.floorRight).toBeGreaterThan(0.8)
  // one window of k-nearest-neighbour fingerprints gets 0.205 and 0.433
  expect(unseen.nearestShop).toBeGreaterThan(0.25)
  expect(unseen.amongNearestThree).toBeGreaterThan(0.5)
})
