import type { Condition } from './condition.ts'
import type { MomentKind } from './moment.ts'

/** She asked for it, she needs it, or we would like her to have it. Caps and consent are for marketing only. */
export const messageClasses = ['requested', 'service', 'marketing'] as const
export type MessageClass = (typeof messageClasses)[number]

export const messageKinds = ['offer', 'route', 'survey', 'text'] as const
export type MessageKind = (typeof messageKinds)[number]

/** What lets somebody into a journey: a moment, where, and for whom. Without `zoneId` any zone of the venue will do. */
export type Entrance = {
  moment: MomentKind
  venueId: string
  zoneId?: string
  dwellSeconds?: number
  audience?: Condition
  usefulForSeconds: number
}

export type MessageStep = {
  id: string
  kind: 'message'
  class: MessageClass
  message: { kind: MessageKind; title: string; body: string; link?: string; image?: string; offerId?: string }
  expiresInSeconds: number
}

export type Step = MessageStep

/** At most `limit` messages in any `windowSeconds`: of this journey, or of all marketing that the customer gets. */
export type FrequencyCap = { limit: number; windowSeconds: number; scope: 'journey' | 'customer' }

export type Journey = {
  id: string
  name: string
  priority: number
  createdAt: number
  entrance: Entrance
  steps: readonly [Step, ...Step[]]
  frequencyCaps: readonly FrequencyCap[]
  consent: readonly string[]
  paused: boolean
}

/** House defaults of a journey as a marketer writes it. */
export const journeyDefaults = {
  priority: 50, // of 100; the highest wins a moment
  usefulForSeconds: 120, // an older moment is stale: nobody wants a welcome on her way out
  expiresInSeconds: 30 * 60, // how long the phone may show the message
  consent: ['marketing'], // purposes that a marketing message needs
  frequencyCaps: [{ limit: 1, windowSeconds: 24 * 60 * 60, scope: 'journey' }], // once a day
} as const
