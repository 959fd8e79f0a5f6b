import type { Condition } from './condition.ts'
import type { TraitValue } from './customer.ts'
import type { MomentKind } from './moment.ts'
import type { QuietHours } from './quiet-hours.ts'
import type { ReceiptEvent } from './receipt.ts'

/** She asked for it, she needs it, or we would like her to have it. Caps, quiet hours and holdouts are for marketing only. */
export const messageClasses = ['requested', 'service', 'marketing'] as const
export type MessageClass = (typeof messageClasses)[number]

export const messageKinds = ['offer', 'route', 'survey', 'text'] as const
export type MessageKind = (typeof messageKinds)[number]

/** A moment of presence. Without `zoneId` any zone of the venue will do. */
export type MomentTrigger = { moment: MomentKind; zoneId?: string; dwellSeconds?: number }

/** Something that happened elsewhere, by the type of its CloudEvent (`purchase`); `where` asks about `event.*`, its data. */
export type EventTrigger = { event: string; where?: Condition }

/** What became of a message of this run on the phone; `where` asks about `receipt.answer`. Without `stepId` of any of them. */
export type ReceiptTrigger = { receipt: ReceiptEvent; stepId?: string; where?: Condition }

/** When a journey starts by itself: once, or by a cron pattern of five fields in the venue's timezone. For whom says `segmentId`. */
export type ScheduleTrigger = { schedule: { at: number } | { cron: string }; segmentId: string }

/** Somebody comes into a segment, or leaves it. */
export type SegmentTrigger = { segment: string; change: 'enter' | 'exit' }

/** Sent on demand to whoever is in the venue, or in one zone of it. */
export type BroadcastTrigger = { broadcast: true }

export type Trigger = MomentTrigger | EventTrigger | SegmentTrigger | ScheduleTrigger | BroadcastTrigger

/** How often one person may enter: once ever, once a visit, or again after a while; `isConcurrent`: also while a run is open. */
export type Reentry =
  | { rule: 'once' }
  | { rule: 'once_a_visit' }
  | { rule: 'every'; coolDownSeconds: number; isConcurrent: boolean }

/** What lets somebody into a journey: what happened, and for whom. The venue is the one whose journey it is. */
export type Entrance = Trigger & {
  venueId: string
  audience?: Condition
  usefulForSeconds: number
  reentry?: Reentry
}

/** The step that follows; left out: the one behind it in the list, and after the last the journey is over. */
export type Next = string | 'exit'

type StepOf<K extends string> = { id: string; kind: K; next?: Next }

/** The texts of a message are Liquid templates. `link` is signed when it is sent. */
export type MessageTexts = { title: string; body: string; link?: string }

/** What a value is taken for that is not there (`customer.firstName`: `there`), and the texts in other languages. */
export type MessageTemplate = MessageTexts & {
  locale?: string
  locales?: Readonly<Record<string, Partial<MessageTexts>>>
  fallbacks?: Readonly<Record<string, string>>
}

export type MessageContent = { kind: MessageKind; image?: string; offerId?: string } & (
  | (MessageTemplate & { templateId?: never })
  | { templateId: string }
)

/** `withdrawOn`: a message that she has not opened is taken back when she leaves the zone or venue of the entrance. */
export type MessageStep = StepOf<'message'> & {
  class: MessageClass
  message: MessageContent
  expiresInSeconds: number
  withdrawOn?: 'zone' | 'venue'
}

export type DelayStep = StepOf<'delay'> & { seconds: number }

/** Goes on when it happens, or by `onTimeout` (left out: exit) when it has not happened in time. */
export type WaitForStep = StepOf<'waitFor'> & {
  for: WaitTarget
  timeoutSeconds: number
  onTimeout?: Next
}
export type WaitTarget = MomentTrigger | EventTrigger | ReceiptTrigger

/** Goes on where the condition holds, and by `otherwise` (left out: exit) where it does not. */
export type GateStep = StepOf<'gate'> & { condition: Condition; otherwise?: Next }

/** Draws one of up to ten variants by hash; whoever drew one keeps it. Weights sum to 1. `seed` is the step's id by default. */
export type ExperimentStep = Omit<StepOf<'experiment'>, 'next'> & {
  unit: 'customer' | 'visit' | 'zone-day'
  variants: readonly { id: string; weight: number; next?: Next }[]
  seed?: string
}

/** Writes a trait; null removes it. */
export type UpdateStep = StepOf<'update'> & { trait: string; value: TraitValue | null }

/** Something for an associate to do; the texts are Liquid templates. `to` are staff, by their customer ids, whose phones ring. */
export type TaskStep = StepOf<'task'> & {
  title: string
  note?: string
  to: readonly string[]
  expiresInSeconds: number
}

export type ExitStep = { id: string; kind: 'exit' }

export type Step = MessageStep | DelayStep | WaitForStep | GateStep | ExperimentStep | UpdateStep | TaskStep | ExitStep

export const stepKinds = ['message', 'delay', 'waitFor', 'gate', 'experiment', 'update', 'task', 'exit'] as const

/**
 * At most `limit` messages in any `windowSeconds`: of this journey, or of all marketing that the customer gets. What is over
 * it is dropped, or deferred until there is room, as long as it is useful.
 */
export type FrequencyCap = {
  limit: number
  windowSeconds: number
  scope: 'journey' | 'customer'
  fallback?: 'drop' | 'defer'
}

export type Journey = {
  id: string
  name: string
  priority: number
  createdAt: number
  entrance: Entrance
  steps: readonly [Step, ...Step[]]
  /** What it is for: whoever does this leaves, and is counted. */
  goal?: WaitTarget
  /** Leaving the entrance's zone, or its venue, ends a run. */
  leaveOn?: 'zone' | 'venue'
  frequencyCaps: readonly FrequencyCap[]
  /** Instead of the settings' quiet hours. */
  quietHours?: QuietHours
  /** Percent of people who are never let in, so that what it does can be told: 0 to 50. */
  holdoutPercent?: number
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
  reentry: { rule: 'every', coolDownSeconds: 0, isConcurrent: false }, // again as soon as the run before is over
} as const

export const journeyLimits = {
  steps: 200,
  variants: 10,
  secondsOfDelay: 2 * 365 * 24 * 60 * 60, // two years
  openRunsOfAPerson: 50, // one more is turned away, and it is said
  stepsAtOnce: 100, // that a run takes without waiting: more is a loop
} as const

/** What an entrance waits for where that is a moment of presence. */
export const momentOf = (entrance: Entrance): MomentTrigger | undefined => ('moment' in entrance ? entrance : undefined)

/** The messages among a journey's steps. */
export const messageSteps = ({ steps }: Pick<Journey, 'steps'>): MessageStep[] =>
  steps.filter((step) => step.kind === 'message')
