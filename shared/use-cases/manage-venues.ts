import { etagOf } from '#shared/domain/content-hash.ts'
import { settingsId } from '#shared/domain/resource.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { type ReferenceFault, venueFaults } from '#shared/domain/venue-faults.ts'
import { type PartKind, partsOf, type VenueParts, withoutPart, withPart } from '#shared/domain/venue-parts.ts'
import { type Referrer, referrersOf } from '#shared/domain/venue-references.ts'
import type { Ports } from '#shared/ports.ts'
import { type Asked, changeVenue, type Refusal } from './change-venue.ts'

/** What was stored, whether it is new, and its etag. */
export type Put<T> = { saved: T; created: boolean; etag: string }

/** Stores a venue's draft. What was learned about it stays: that is not a client's to say. */
export const putVenue =
  (ports: Pick<Ports, 'drafts' | 'audit'>) =>
  (venue: Venue, asked: Asked): Promise<{ answer: Put<Venue> } | Refusal> =>
    changeVenue(ports)(venue.id, asked, (before) => {
      const { radioMap: _, ...own } = venue
      const next: Venue = before?.radioMap === undefined ? own : { ...own, radioMap: before.radioMap }
      const found = before && etagOf(before)
      if (!asked.holds(found)) return { mismatch: found }
      const faults = venueFaults(next)
      if (faults.length > 0) return { faults }
      const etag = etagOf(next)
      const answer = { saved: next, created: before === undefined, etag }
      if (etag === found) return { answer }
      return { next, audit: { action: 'put', what: `venues/${venue.id}`, etag }, answer }
    })

/** Removes a venue's draft. What is live stays so until it is published. */
export const removeVenue = (ports: Pick<Ports, 'drafts' | 'audit'>) => (venueId: string, asked: Asked) =>
  changeVenue(ports)(venueId, asked, async (before) => {
    if (!before) return { missing: 'venue' }
    const found = etagOf(before)
    if (!asked.holds(found)) return { mismatch: found }
    const referrers = await referrersOfVenue(ports, venueId)
    if (referrers.length > 0) return { referrers }
    return { next: undefined, audit: { action: 'delete', what: `venues/${venueId}` }, answer: 'removed' as const }
  })

/** What of a venue's would be left behind: its journeys, its offers, and what the settings say of it. */
const referrersOfVenue = async ({ drafts }: Pick<Ports, 'drafts'>, venueId: string): Promise<Referrer[]> => {
  const [journeys, offers, settings] = await Promise.all([
    drafts.listWhole('journeys'),
    drafts.listWhole('offers'),
    drafts.find('settings', settingsId),
  ])
  return [
    ...journeys.flatMap(({ id, entrance }) =>
      entrance.venueId === venueId ? [{ kind: 'journeys' as const, id, field: 'entrance.venueId' }] : [],
    ),
    ...offers.flatMap((offer) =>
      offer.venueId === venueId ? [{ kind: 'offers' as const, id: offer.id, field: 'venueId' }] : [],
    ),
    ...(settings && Object.hasOwn(settings.resource.venues, venueId)
      ? [{ kind: 'settings' as const, id: settingsId, field: `venues.${venueId}` }]
      : []),
  ]
}

/** Stores one part of a venue: a floor, a zone, a beacon. Faults are those that it brings in, seen from the part. */
export const putPart =
  (ports: Pick<Ports, 'drafts' | 'audit'>) =>
  <K extends PartKind>(
    venueId: string,
    kind: K,
    part: VenueParts[K],
    asked: Asked,
  ): Promise<{ answer: Put<VenueParts[K]> } | Refusal> =>
    changeVenue(ports)(venueId, asked, (venue) => {
      if (!venue) return { missing: 'venue' }
      const before = partsOf(venue, kind).find(({ id }) => id === part.id)
      const found = before && etagOf(before)
      if (!asked.holds(found)) return { mismatch: found }
      const etag = etagOf(part)
      const answer = { saved: part, created: before === undefined, etag }
      if (etag === found) return { answer }
      const next = withPart(venue, kind, part)
      const faults = faultsOfPart(venue, next, kind, part.id)
      if (faults.length > 0) return { faults }
      return { next, audit: { action: 'put', what: `venues/${venueId}/${kind}/${part.id}`, etag }, answer }
    })

/** Removes one part of a venue, unless something refers to it. */
export const removePart =
  (ports: Pick<Ports, 'drafts' | 'audit'>) => (venueId: string, kind: PartKind, id: string, asked: Asked) =>
    changeVenue(ports)(venueId, asked, async (venue) => {
      if (!venue) return { missing: 'venue' }
      const before = partsOf(venue, kind).find((part) => part.id === id)
      if (!before) return { missing: 'part' }
      const found = etagOf(before)
      if (!asked.holds(found)) return { mismatch: found }
      const referrers = referrersOf(venue, kind, id, await ports.drafts.listWhole('journeys'))
      if (referrers.length > 0) return { referrers }
      if (kind === 'floors' && venue.floors.length === 1) return { faults: [lastFloor] }
      return {
        next: withoutPart(venue, kind, id),
        audit: { action: 'delete', what: `venues/${venueId}/${kind}/${id}` },
        answer: 'removed' as const,
      }
    })

const lastFloor: ReferenceFault = {
  path: 'floors',
  reason: 'a venue has one floor at least; remove the venue, or put another floor first',
}

/** The faults that a venue did not have before: an older one must not keep anybody from mending another. */
const faultsOfPart = (before: Venue, next: Venue, kind: PartKind, id: string): ReferenceFault[] => {
  const old = new Set(venueFaults(before).map(textOf))
  const place = `${kind}[${partsOf(next, kind).findIndex((part) => part.id === id)}].`
  return venueFaults(next)
    .filter((fault) => !old.has(textOf(fault)))
    .map((fault) => (fault.path.startsWith(place) ? { ...fault, path: fault.path.slice(place.length) } : fault))
}

const textOf = ({ path, reason }: ReferenceFault) => `${path} ${reason}`
