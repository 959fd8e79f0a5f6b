import { expect, test } from 'vitest'
import type { PresenceKnobs, Zone } from '#shared/domain/venue.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { aVenue } from '#test/support/venues.ts'

const faults = (presence: Partial<PresenceKnobs>, boots: Partial<PresenceKnobs> = {}) => {
  const zones = aVenue().zones.map((zone): Zone => (zone.id === 'boots' ? { ...zone, presence: boots } : zone))
  return venueFaults(aVenue({ presence, zones })).map(({ path, reason }) => `${path}: ${reason}`)
}

test('a zone that lets in what would not keep it open is a fault, told with what to take', () => {
  expect(faults({}, { exitRssi: -80 })).toEqual([
    'zones[2].presence.exitRssi: -80 dBm is louder than enterRssi, -85 dBm: what lets somebody in would not keep her in; take -85 or less',
  ])
  expect([faults({}, { exitRssi: -85 }), faults({ enterRssi: -80 }, { exitRssi: -80 })]).toEqual([[], []])
  expect(faults({ exitRssi: -80 }, { enterRssi: -70 }).map((one) => one.split(':')[0])).toEqual(['presence.exitRssi'])
})

test('what the venue has wrong is told once, and not for each of its zones', () => {
  expect(faults({ enterRssi: -100 }, { dwellSeconds: [5] }).map((one) => one.split(':')[0])).toEqual([
    'presence.exitRssi',
  ])
})
