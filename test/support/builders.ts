import type { Caller } from '#shared/domain/audit.ts'
import type { Customer } from '#shared/domain/customer.ts'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Entrance, Journey, MessageContent, MessageStep, MomentTrigger } from '#shared/domain/journey.ts'
import { type Claim, emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, type Presence } from '#shared/domain/presence.ts'
import type { ReleaseNote } from '#shared/domain/release.ts'
import { compileRelease, type Release, type ReleaseContent } from '#shared/domain/release.ts'
import type { ResourceKind, Resources } from '#shared/domain/resource.ts'
import type { Sighting } from '#shared/domain/sighting.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts } from '#shared/ports.ts'
import { aVenue, beaconOf } from './venues.ts'

/** A Saturday morning, in milliseconds since 1970. Everything that is built happens then. */
export const morning = Date.UTC(2026, 10, 21, 9, 0, 0)

/** So many seconds into the morning. */
export const at = (seconds: number): number => morning + seconds * 1000

/** An entrance by a moment of presence. */
export type MomentEntrance = MomentTrigger & Pick<Entrance, 'venueId' | 'audience' | 'usefulForSeconds' | 'reentry'>

const shoeCare: MessageContent = { kind: 'offer', title: 'Shoe care', body: 'Free with any pair', offerId: 'care' }

/** A phone hears the beacon of Shoes, near and without delay, a minute into the morning. */
export const aSighting = (own: Partial<Sighting> = {}): Sighting => {
  const deviceTime = own.deviceTime ?? own.occurredAt ?? at(60)
  return {
    anchor: { beacon: beaconOf('shoes') },
    rssi: -60,
    deviceTime,
    occurredAt: deviceTime,
    receivedAt: own.occurredAt ?? deviceTime,
    ...own,
  }
}

type SightingEvent = Extract<MailboxEvent, { kind: 'sighting' }>

/** The same as an event of the phone's mailbox, in the department store. */
export const aSightingEvent = (own: Partial<Sighting> = {}, venueId = 'store'): SightingEvent => {
  const sighting = aSighting(own)
  return { kind: 'sighting', deviceId: 'phone-1', venueId, sighting, receivedAt: sighting.receivedAt }
}

/** A phone that was enrolled and has heard nothing yet. */
export const aPresence = (own: Partial<Presence> = {}): Presence => {
  const { presence } = advance(
    undefined,
    { kind: 'enrol', deviceId: 'phone-1', deviceKind: 'phone', staff: false, receivedAt: morning },
    aRelease(),
  )
  if (presence === undefined) throw new Error('enrolling gave no presence')
  return { ...presence, ...own }
}

/** Whoever enters Shoes, gets an offer for shoe care; once a day, with consent to marketing. */
export const aJourney = ({
  entrance,
  step,
  ...own
}: Partial<Omit<Journey, 'entrance' | 'steps'>> & {
  entrance?: Partial<MomentEntrance>
  step?: Partial<MessageStep>
} = {}): Journey & { entrance: MomentEntrance; steps: readonly [MessageStep] } => ({
  id: 'shoe-care',
  name: 'Shoe care for shoppers in Shoes',
  priority: 50,
  createdAt: at(-1000),
  entrance: { moment: 'zone.enter', venueId: 'store', zoneId: 'shoes', usefulForSeconds: 120, ...entrance },
  steps: [{ id: 'offer', kind: 'message', class: 'marketing', message: shoeCare, expiresInSeconds: 1800, ...step }],
  frequencyCaps: [{ limit: 1, windowSeconds: 24 * 60 * 60, scope: 'journey' }],
  consent: ['marketing'],
  paused: false,
  ...own,
})

/** Ada, a gold customer with one phone. */
export const aCustomer = (own: Partial<Customer> = {}): Customer => ({
  id: 'ada',
  traits: { tier: 'gold', language: 'de' },
  staff: false,
  deviceIds: ['phone-1'],
  ...own,
})

/** A ledger of somebody who allows marketing and has got nothing yet. */
export const aLedger = (own: Partial<Ledger> = {}): Ledger => ({
  ...emptyLedger,
  consents: { marketing: { status: 'granted', since: at(-1000) } },
  ...own,
})

/** The phone has entered Shoes, a minute into the morning. */
export const aMoment = (own: Partial<Moment> = {}): Moment => ({
  id: 'moment-1',
  kind: 'zone.enter',
  deviceId: 'phone-1',
  venueId: 'store',
  zoneId: 'shoes',
  visitId: 'visit-1',
  occurredAt: at(60),
  receivedAt: at(60),
  ...own,
})

export const aMessage = (own: Partial<Message> = {}): Message => ({
  id: 'message-1',
  class: 'marketing',
  kind: 'offer',
  title: 'Shoe care',
  body: 'Free with any pair',
  offer: { id: 'care' },
  locale: 'en',
  expiresAt: at(60 + 1800),
  ...own,
})

/** A promise of the offer for shoe care, made when the phone entered Shoes. */
export const aClaim = (own: Partial<Claim> = {}): Claim => ({
  momentId: 'moment-1',
  journeyId: 'shoe-care',
  deviceId: 'phone-1',
  at: at(60),
  message: aMessage(),
  ...own,
})

/** The department store with one journey, published. */
export const aRelease = (own: Partial<ReleaseContent> = {}): Release => compileRelease(aReleaseContent(own))

export const aReleaseContent = (own: Partial<ReleaseContent> = {}): ReleaseContent => ({
  version: 'release-1',
  publishedAt: at(-500),
  venues: [aVenue()],
  journeys: [aJourney()],
  ...own,
})

export const aCaller = (own: Partial<Caller> = {}): Caller => ({ subject: 'sub-olga', username: 'olga', ...own })

/** What a release says of itself beside its content. */
export const aNote = (own: Partial<ReleaseNote> = {}): ReleaseNote => ({
  by: aCaller(),
  changes: { added: 1, changed: 0, removed: 0 },
  ...own,
})

/** Stores a venue's draft, whatever is stored. */
export const saveDraft = async (drafts: Drafts, venue: Venue): Promise<void> => {
  const before = await drafts.findVenue(venue.id)
  if ((await drafts.saveVenue(venue, before?.version)) === 'conflict') throw new Error(`${venue.id} was contested`)
}

/** Stores another draft, whatever is stored. */
export const saveResource = async <K extends ResourceKind>(
  drafts: Drafts,
  kind: K,
  resource: Resources[K] & { id: string },
): Promise<void> => {
  const before = await drafts.find(kind, resource.id)
  const written = await drafts.save(kind, resource.id, resource, before?.version)
  if (written === 'conflict') throw new Error(`${resource.id} was contested`)
}

export const saveJourney = (drafts: Drafts, journey: Journey): Promise<void> =>
  saveResource(drafts, 'journeys', journey)

/** Removes a draft of a journey, whatever is stored. */
export const removeJourney = async (drafts: Drafts, journeyId: string): Promise<void> => {
  const before = await drafts.find('journeys', journeyId)
  if (before) await drafts.remove('journeys', journeyId, before.version)
}
