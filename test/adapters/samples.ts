import type { Customer, Device } from '#shared/domain/customer.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Parked } from '#shared/ports.ts'

/** Saturday, 7 November 2026, 10:00 UTC. */
export const opening = Date.UTC(2026, 10, 7, 10)

export const aPresence = (own: Partial<Presence> = {}): Presence => ({
  version: 0,
  deviceId: 'phone-1',
  deviceKind: 'phone',
  staff: false,
  newestAt: opening,
  floorAt: opening - 10_000,
  lagMs: 0,
  seen: [],
  levels: {},
  moments: 0,
  ...own,
})

export const aMessage = (own: Partial<Message> = {}): Message => ({
  id: 'message-1',
  class: 'marketing',
  kind: 'offer',
  title: 'Boots −20 %',
  body: 'Today, on the first floor.',
  offer: { id: 'boots-20' },
  locale: 'en',
  expiresAt: opening + 1_800_000,
  ...own,
})

export const aLedger = (own: Partial<Ledger> = {}): Ledger => ({
  ...emptyLedger,
  consents: { marketing: { status: 'granted', since: opening - 86_400_000, until: opening + 86_400_000 } },
  sends: { '*': [opening - 5000, opening] },
  claims: [{ momentId: 'moment-1', journeyId: 'boots', deviceId: 'phone-1', at: opening, message: aMessage() }],
  mergedFrom: ['device:phone-1@3'],
  ...own,
})

export const aCustomer = (own: Partial<Omit<Customer, 'deviceIds'>> = {}): Omit<Customer, 'deviceIds'> => ({
  id: 'alma',
  traits: { tier: 'gold', visits: 12, newsletter: true, likes: ['boots', 'watches'] },
  staff: false,
  ...own,
})

export const aDevice = (own: Partial<Device> = {}): Device => ({ id: 'tag-1', kind: 'tag', staff: false, ...own })

export const aVenue = (own: Partial<Venue> = {}): Venue => ({
  id: 'store',
  name: 'Store',
  timezone: 'Europe/Berlin',
  floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
  zones: [{ id: 'shoes', name: 'Shoes', floorId: 'ground', area: { beaconIds: ['b1'], gatewayIds: [] } }],
  beacons: [{ id: 'b1', identity: { uuid: 'f'.repeat(32), major: 1, minor: 2 }, floorId: 'ground' }],
  gateways: [],
  ...own,
})

export const aJourney = (own: Partial<Journey> = {}): Journey => ({
  id: 'boots',
  name: 'Boots',
  priority: 50,
  createdAt: opening,
  entrance: { moment: 'zone.enter', venueId: 'store', zoneId: 'shoes', usefulForSeconds: 120 },
  steps: [
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'offer', title: 'Boots −20 %', body: 'Today.', offerId: 'boots-20' },
      expiresInSeconds: 1800,
    },
  ],
  frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
  consent: ['marketing'],
  paused: false,
  ...own,
})

export const aRelease = (version: string, own: Partial<ReleaseContent> = {}): ReleaseContent => ({
  version,
  publishedAt: opening,
  venues: [aVenue()],
  journeys: [aJourney()],
  ...own,
})

const aMoment = (own: Partial<Moment> = {}): Moment => ({
  id: 'moment-1',
  kind: 'zone.enter',
  deviceId: 'phone-1',
  venueId: 'store',
  zoneId: 'shoes',
  visitId: 'visit-1',
  occurredAt: opening,
  receivedAt: opening + 40,
  ...own,
})

export const aDecision = (saw: string): Extract<JournalEntry, { type: 'decision' }> => ({
  type: 'decision',
  at: opening,
  cause: { record: '1', index: 0 },
  occasion: aMoment(),
  journeyId: 'boots',
  suppressed: 'audience',
  trace: [
    { check: 'pause', passed: true, saw: 'nothing paused' },
    { check: 'audience', passed: false, saw },
  ],
})

export const aParked = (own: Partial<Parked> = {}): Parked => ({
  id: '495:0',
  reason: 'not_json',
  detail: 'the record is not JSON; only rules and functions may write here',
  body: Buffer.from('{"half').toString('base64'),
  topic: 'usher/store/devices/phone-1/sightings',
  at: opening,
  ...own,
})
