import type { Journey, MessageClass, MessageStep } from '#shared/domain/journey.ts'
import { store } from './store.ts'

/** A journey as a marketer writes it: the API stamps when. */
type JourneyDraft = Omit<Journey, 'createdAt'>

const venueId = store.id
const day = 24 * 60 * 60
const onceAnHour = { limit: 1, windowSeconds: 60 * 60, scope: 'journey' } as const
const onceADay = { limit: 1, windowSeconds: day, scope: 'journey' } as const
const threeAnHour = { limit: 3, windowSeconds: 60 * 60, scope: 'customer' } as const

const says = (messageClass: MessageClass, expiresInSeconds: number, message: MessageStep['message']): [MessageStep] => [
  { id: 'say', kind: 'message', class: messageClass, message, expiresInSeconds },
]

/**
 * Six journeys that meet: the café's is outranked by the watches', the third marketing message of an hour is the last, and only some are gold or said yes to marketing.
 */
export const journeys: readonly JourneyDraft[] = [
  {
    id: 'welcome-back',
    name: 'Welcome back',
    priority: 60,
    entrance: {
      moment: 'venue.enter',
      venueId,
      audience: { 'customer.tier': { $in: ['gold', 'silver'] } },
      usefulForSeconds: 60,
    },
    steps: says('marketing', 30 * 60, {
      kind: 'text',
      title: 'Welcome back',
      body: 'Good to see you again. Your points are worth double until six.',
    }),
    frequencyCaps: [onceADay, threeAnHour],
    consent: ['marketing'],
    paused: false,
  },
  {
    id: 'boots-offer',
    name: 'Boots, 20 % off',
    priority: 70,
    entrance: { moment: 'zone.enter', venueId, zoneId: 'boots', usefulForSeconds: 60 },
    steps: says('marketing', 20 * 60, {
      kind: 'offer',
      title: '20 % off boots',
      body: 'Today only, on the wall to your left.',
      offerId: 'boots-20',
    }),
    frequencyCaps: [onceAnHour, threeAnHour],
    consent: ['marketing'],
    paused: false,
  },
  {
    id: 'watches-gold',
    name: 'Watches for gold',
    priority: 80,
    entrance: {
      moment: 'zone.dwell',
      venueId,
      zoneId: 'watches',
      dwellSeconds: 45,
      audience: { 'customer.tier': 'gold' },
      usefulForSeconds: 60,
    },
    steps: says('marketing', 15 * 60, {
      kind: 'offer',
      title: 'A strap on us',
      body: 'Choose a watch today and its second strap is our gift.',
      offerId: 'second-strap',
    }),
    frequencyCaps: [onceAnHour, threeAnHour],
    consent: ['marketing'],
    paused: false,
  },
  {
    id: 'cafe-happy-hour',
    name: 'Café happy hour',
    priority: 40,
    // every dwell that a zone of the store raises, whichever it is
    entrance: { moment: 'zone.dwell', venueId, usefulForSeconds: 120 },
    steps: says('marketing', 45 * 60, {
      kind: 'offer',
      title: 'Time for a coffee?',
      body: 'Two for one in the café on the ground floor, until six.',
      offerId: 'coffee-two-for-one',
    }),
    frequencyCaps: [onceAnHour, threeAnHour],
    consent: ['marketing'],
    paused: false,
  },
  {
    id: 'till-help',
    name: 'Self-checkout is open',
    priority: 50,
    entrance: { moment: 'zone.enter', venueId, zoneId: 'tills', usefulForSeconds: 30 },
    steps: says('service', 5 * 60, {
      kind: 'text',
      title: 'No queue at the self-checkout',
      body: 'Tills 3 and 4, right behind you. Have your card ready.',
    }),
    frequencyCaps: [],
    consent: [],
    paused: false,
  },
  {
    id: 'goodbye-survey',
    name: 'How was it today?',
    priority: 30,
    entrance: { moment: 'venue.exit', venueId, usefulForSeconds: 10 * 60 },
    steps: says('marketing', 2 * day, {
      kind: 'survey',
      title: 'How was it today?',
      body: 'From 0 to 10: would you send a friend to us?',
    }),
    frequencyCaps: [{ limit: 1, windowSeconds: 7 * day, scope: 'journey' }, threeAnHour],
    consent: ['marketing'],
    paused: false,
  },
]
