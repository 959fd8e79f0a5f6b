import type { Caller } from './audit.ts'
import { compileConditions, memberships } from './compile-conditions.ts'
import { type CapRule, type CompiledJourney, compileJourney } from './compiled-journey.ts'
import type { Subject } from './condition.ts'
import type { FrequencyCap, Journey, MomentTrigger, WaitTarget } from './journey.ts'
import { indexJourneys, type JourneyIndex } from './journey-index.ts'
import type { Offer } from './offer.ts'
import type { ReceiptEvent } from './receipt.ts'
import type { Segment } from './segment.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { Template } from './template.ts'
import type { Venue } from './venue.ts'
import { indexVenue, type VenueIndex } from './venue-index.ts'
import { countsOf, type PartKind } from './venue-parts.ts'

/** One published version of venues and journeys together. It never changes; a batch sees exactly one. */
export type ReleaseContent = {
  version: string
  publishedAt: number
  venues: readonly Venue[]
  journeys: readonly Journey[]
  segments?: readonly Segment[]
  offers?: readonly Offer[]
  templates?: readonly Template[]
  settings?: Settings
}

/** How much there is in a release; releases of old say nothing of segments, offers and templates. */
export type ReleaseCounts = Readonly<Record<'venues' | 'journeys' | PartKind, number>> &
  Readonly<Partial<Record<'segments' | 'offers' | 'templates', number>>>

/**
 * Who published a release, and how many resources it added, changed and removed. `venueId`: the drafts of that venue only.
 * `restores` is the version whose content a rollback brought back.
 */
export type ReleaseNote = {
  by: Caller
  changes: { added: number; changed: number; removed: number }
  venueId?: string
  restores?: string
}

export const countsOfRelease = ({
  venues,
  journeys,
  segments = [],
  offers = [],
  templates = [],
}: Omit<ReleaseContent, 'version' | 'publishedAt'>): Required<ReleaseCounts> => ({
  venues: venues.length,
  journeys: journeys.length,
  segments: segments.length,
  offers: offers.length,
  templates: templates.length,
  ...countsOf(venues),
})

/** What an operator or marketer has stopped for now. It takes effect without publishing. */
export type Pauses = { everything: boolean; venues: readonly string[]; journeys: readonly string[] }

export const noPauses: Pauses = { everything: false, venues: [], journeys: [] }

/** The longest memory that any cap of a release needs of one scope. */
export type CapNeed = { limit: number; windowSeconds: number }

/** A release made ready: what a batch asks of it is one look-up each. */
export type Release = JourneyIndex & {
  version: string
  venues: ReadonlyMap<string, VenueIndex>
  journeys: ReadonlyMap<string, CompiledJourney>
  offers: ReadonlyMap<string, Offer>
  templates: ReadonlyMap<string, Template>
  settings: Settings
  /** Which of the segments that journeys wait for a subject is in. */
  memberships(subject: Subject): readonly string[]
  capNeeds: ReadonlyMap<string, CapNeed>
  /** The receipts that mean something to journeys or messages. */
  hearsReceipts: ReadonlySet<ReceiptEvent>
}

/** Prepares a release for decisions: indexes venues and journeys. Once a version, never per event; conditions compile when they are first asked. */
export const compileRelease = (content: ReleaseContent): Release => {
  const { settings = defaultSettings, segments = [], offers = [], templates = [] } = content
  const venues = new Map(
    content.venues.map((venue) => [venue.id, indexVenue(venue, dwellsOf(venue, content.journeys))]),
  )
  const conditions = compileConditions(segments, { seeds: settings.seeds })
  const house = settings.frequencyCaps.map((cap) => capRuleOf(cap, '*'))
  const journeys = new Map(
    content.journeys.map((journey) => {
      const own = journey.frequencyCaps.map((cap) => capRuleOf(cap, journey.id))
      return [journey.id, compileJourney(journey, house.length === 0 ? own : [...own, ...house], conditions.compile)]
    }),
  )
  const index = indexJourneys(journeys, conditions)
  return {
    ...index,
    version: content.version,
    venues,
    journeys,
    offers: new Map(offers.map((offer) => [offer.id, offer])),
    templates: new Map(templates.map((template) => [template.id, template])),
    settings,
    memberships: (subject) => memberships(conditions, index.watched, subject),
    hearsReceipts: hearsReceipts(content.journeys),
    capNeeds: capNeedsOf([...journeys.values()].flatMap(({ caps }) => caps)),
  }
}

const capKey = (cap: FrequencyCap, journeyId: string): string => (cap.scope === 'customer' ? '*' : journeyId)

const capRuleOf = (cap: FrequencyCap, journeyId: string): CapRule => ({
  key: capKey(cap, journeyId),
  limit: cap.limit,
  windowSeconds: cap.windowSeconds,
  scope: cap.scope,
  fallback: cap.fallback ?? 'drop',
})

/** Zones raise the dwells that their journeys wait for, so that a marketer need not ask the operator for them. */
const dwellsOf = (venue: Venue, journeys: readonly Journey[]): Map<string, number[]> => {
  const dwells = new Map<string, number[]>()
  for (const journey of journeys) {
    if (journey.entrance.venueId !== venue.id) continue
    for (const { moment, zoneId, dwellSeconds } of momentsOf(journey)) {
      if (moment !== 'zone.dwell' || dwellSeconds === undefined) continue
      for (const id of zoneId === undefined ? venue.zones.map((zone) => zone.id) : [zoneId])
        appendTo(dwells, id, dwellSeconds)
    }
  }
  return dwells
}

/** All moments of presence that a journey waits for, at its door and on the way. */
const momentsOf = ({ entrance, steps, goal }: Journey): MomentTrigger[] =>
  [entrance, ...steps.flatMap((step) => (step.kind === 'waitFor' ? [step.for] : [])), ...(goal ? [goal] : [])].flatMap(
    (one) => ('moment' in one ? [one] : []),
  )

const capNeedsOf = (caps: readonly CapRule[]): Map<string, CapNeed> => {
  const needs = new Map<string, CapNeed>()
  for (const { key, limit, windowSeconds } of caps) {
    const other = needs.get(key) ?? { limit: 0, windowSeconds: 0 }
    needs.set(key, {
      limit: Math.max(limit, other.limit),
      windowSeconds: Math.max(windowSeconds, other.windowSeconds),
    })
  }
  return needs
}

const alwaysHeard: readonly ReceiptEvent[] = ['opened', 'dismissed', 'redeemed', 'answered']

/** That one was delivered is said of every message: it is only listened to where a journey waits for it. */
const hearsReceipts = (journeys: readonly Journey[]): Set<ReceiptEvent> => {
  const waitsFor = (target: WaitTarget | undefined) => target && 'receipt' in target && target.receipt === 'delivered'
  const isWaited = journeys.some(
    ({ steps, goal }) => waitsFor(goal) || steps.some((step) => step.kind === 'waitFor' && waitsFor(step.for)),
  )
  return new Set(isWaited ? [...alwaysHeard, 'delivered'] : alwaysHeard)
}

const appendTo = <K, V>(lists: Map<K, V[]>, key: K, value: V) => {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** What can be stopped for now. */
export type PauseTarget = { scope: 'everything' } | { scope: 'venue' | 'journey'; id: string }

export const withPause = (pauses: Pauses, target: PauseTarget, paused: boolean): Pauses => {
  if (target.scope === 'everything') return { ...pauses, everything: paused }
  const list = target.scope === 'venue' ? 'venues' : 'journeys'
  const others = pauses[list].filter((id) => id !== target.id)
  return { ...pauses, [list]: paused ? [...others, target.id] : others }
}
