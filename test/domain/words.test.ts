import { expect, test } from 'vitest'
import { journeyDefaults, messageClasses, messageKinds } from '#shared/domain/journey.ts'
import { momentKinds } from '#shared/domain/moment.ts'
import { receiptEvents } from '#shared/domain/receipt.ts'
import { noPauses } from '#shared/domain/release.ts'
import { defaultKnobs } from '#shared/domain/venue.ts'

// stored items, phones and journeys hold these: another word or number here is a change of what they mean
test('the words that are stored and sent are these', () => {
  expect({ momentKinds, messageClasses, messageKinds, receiptEvents }).toEqual({
    momentKinds: ['venue.enter', 'zone.enter', 'zone.dwell', 'zone.exit', 'venue.exit'],
    messageClasses: ['requested', 'service', 'marketing'],
    messageKinds: ['offer', 'route', 'survey', 'text'],
    receiptEvents: ['delivered', 'opened', 'dismissed', 'redeemed', 'answered'],
  })
})

test('a journey whose marketer says no more sends marketing once a day, within two minutes, for half an hour', () => {
  expect(journeyDefaults).toEqual({
    priority: 50,
    usefulForSeconds: 120,
    expiresInSeconds: 1_800,
    consent: ['marketing'],
    frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
    reentry: { rule: 'every', coolDownSeconds: 0, isConcurrent: false },
  })
})

test('a venue whose operator says no more is felt by these knobs', () => {
  expect(defaultKnobs).toEqual({
    enterRssi: -85,
    exitRssi: -97,
    switchMarginDb: 4,
    minSightings: 3,
    dwellSeconds: [],
    exitTimeoutSeconds: 60,
    maxLatenessSeconds: 10,
    minConfidence: 0,
  })
})

test('nothing is paused until somebody pauses it', () => {
  expect(noPauses).toEqual({ everything: false, venues: [], journeys: [] })
})
