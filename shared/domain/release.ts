import type { Caller } from './audit.ts'
import { type CompiledCondition, compileCondition } from './condition.ts'
import { type FrequencyCap, type Journey, momentOf } from './journey.ts'
import type { Moment } from './moment.ts'
import type { Offer } from './offer.ts'
import type { Segment } from './segment.ts'
import type { Settings } from './settings.ts'
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

export type CompiledJourney = { journey: Journey; audience: CompiledCondition | undefined }

/** The longest memory that any cap of a release needs of one scope. */
export type CapNeed = { limit: number; windowSeconds: number }

export type Release = {
  version: string
  venues: ReadonlyMap<string, VenueIndex>
  /** The journeys that a moment could let somebody into, by trigger and zone; the audience is not asked yet. */
  candidates(moment: Pick<Moment, 'kind' | 'venueId' | 'zoneId' | 'dwellSeconds'>): readonly CompiledJourney[]
  capNeeds: ReadonlyMap<string, CapNeed>
}

/** Prepares a release for decisions: indexes venues and journeys, compiles conditions. Once a version, never per event. */
export const compileRelease = (content: ReleaseContent): Release => {
  const venues = new Map(
    content.venues.map((venue) => [venue.id, indexVenue(venue, dwellsOf(venue, content.journeys))]),
  )
  const byTrigger = new Map<string, CompiledJourney[]>()
  for (const journey of content.journeys) {
    const { entrance } = journey
    const compiled = { journey, audience: entrance.audience && compileCondition(entrance.audience) }
    const on = momentOf(entrance)
    if (on) appendTo(byTrigger, triggerKey(on.moment, entrance.venueId, on.zoneId), compiled)
  }
  return {
    version: content.version,
    venues,
    capNeeds: capNeedsOf(content.journeys),
    candidates: ({ kind, venueId, zoneId, dwellSeconds }) => {
      const anywhere = byTrigger.get(triggerKey(kind, venueId, undefined)) ?? []
      const here = zoneId === undefined ? [] : (byTrigger.get(triggerKey(kind, venueId, zoneId)) ?? [])
      const both = anywhere.length === 0 ? here : [...anywhere, ...here]
      if (kind !== 'zone.dwell') return both
      return both.filter(({ journey }) => (momentOf(journey.entrance)?.dwellSeconds ?? dwellSeconds) === dwellSeconds)
    },
  }
}

export const capKey = (cap: FrequencyCap, journeyId: string): string => (cap.scope === 'customer' ? '*' : journeyId)

const triggerKey = (kind: string, venueId: string, zoneId: string | undefined) => `${kind}|${venueId}|${zoneId ?? ''}`

/** Zones raise the dwells that their journeys wait for, so that a marketer need not ask the operator for them. */
const dwellsOf = (venue: Venue, journeys: readonly Journey[]): Map<string, number[]> => {
  const dwells = new Map<string, number[]>()
  for (const { entrance } of journeys) {
    const { moment, zoneId, dwellSeconds } = momentOf(entrance) ?? {}
    if (entrance.venueId !== venue.id || moment !== 'zone.dwell' || dwellSeconds === undefined) continue
    for (const id of zoneId === undefined ? venue.zones.map((zone) => zone.id) : [zoneId])
      appendTo(dwells, id, dwellSeconds)
  }
  return dwells
}

const capNeedsOf = (journeys: readonly Journey[]): Map<string, CapNeed> => {
  const needs = new Map<string, CapNeed>()
  for (const journey of journeys) {
    for (const cap of journey.frequencyCaps) {
      const key = capKey(cap, journey.id)
      const other = needs.get(key) ?? { limit: 0, windowSeconds: 0 }
      needs.set(key, {
        limit: Math.max(cap.limit, other.limit),
        windowSeconds: Math.max(cap.windowSeconds, other.windowSeconds),
      })
    }
  }
  return needs
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
