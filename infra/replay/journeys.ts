import type { Journey } from '#shared/domain/journey.ts'

/** A journey as a marketer writes it; the API puts its name and time to it. */
export type JourneyDraft = Omit<Journey, 'id' | 'createdAt'>

const hour = 60 * 60

/**
 * The two journeys of a replay: a welcome to the mall, and an offer at the shops that she comes to. The offer's audience
 * leaves out the floors, which are zones as well; its cap is low enough that a walk past many shops meets it.
 */
export const replayJourneys = (venueId: string, floorZoneIds: readonly string[]): Record<string, JourneyDraft> => ({
  [`${venueId}-welcome`]: {
    name: 'Welcome to the mall',
    priority: 60,
    entrance: { moment: 'venue.enter', venueId, usefulForSeconds: 120 },
    steps: [
      {
        id: 'welcome',
        kind: 'message',
        class: 'marketing',
        message: { kind: 'text', title: 'Welcome', body: 'Good to have you here. Today all shops are open until ten.' },
        expiresInSeconds: hour,
      },
    ],
    frequencyCaps: [{ limit: 1, windowSeconds: 24 * hour, scope: 'journey' }],
    consent: ['marketing'],
    paused: false,
  },
  [`${venueId}-offer`]: {
    name: 'An offer next door',
    priority: 50,
    entrance: {
      moment: 'zone.enter',
      venueId,
      audience: { 'moment.zoneId': { $nin: floorZoneIds } },
      usefulForSeconds: 120,
    },
    steps: [
      {
        id: 'offer',
        kind: 'message',
        class: 'marketing',
        message: { kind: 'offer', title: '10 % off', body: 'Here and now: show this at the till.', offerId: 'ten-off' },
        expiresInSeconds: hour,
      },
    ],
    frequencyCaps: [{ limit: 3, windowSeconds: hour, scope: 'journey' }],
    consent: ['marketing'],
    paused: false,
  },
})
