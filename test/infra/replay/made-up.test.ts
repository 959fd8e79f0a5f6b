import { expect, test } from 'vitest'
import { learnVenue } from '#infra/replay/learn-venue.ts'
import { madeUpRecording } from '#infra/replay/made-up.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'

const size = { walks: 6, shops: 4 }

test('a seed makes up the same walks again, another one others', () => {
  expect(madeUpRecording(1, size)).toEqual(madeUpRecording(1, size))
  expect(madeUpRecording(1, size)).not.toEqual(madeUpRecording(2, size))
})

test('what is made up is a recording: each sighting has a line of its own, and the venue that is learned is whole', () => {
  const recording = madeUpRecording(1, size)
  const rows = recording.walks.flatMap(({ heard }) => heard.map(({ row }) => row))
  expect(new Set(rows).size).toBe(6 * 18)
  expect(venueFaults(learnVenue(recording))).toEqual([])
})
