import { isShape, testOf } from './area.ts'
import type { Fix } from './fix.ts'
import { fixLimits, noteFix, probabilityOf, saidBy, saidByEngine, whereFixed } from './fixes.ts'
import { beElsewhere, type Draft, goTo, type Happenings, nothing } from './fold.ts'
import type { Spot } from './motion.ts'
import type { VenueIndex } from './venue-index.ts'
import { sharedDepth } from './visit.ts'

/**
 * Follows a fix, whoever found it: a phone, GPS, or a filter over sightings. Notes it in the draft, and moves where the newest
 * is certain or several in a row agree. The fix's time must be noted before (`newestAt`).
 */
export const followFix = (draft: Draft, fix: Fix, venue: VenueIndex): Happenings =>
  followSaid(draft, saidBy(fix), venue)

/** Follows a location engine's word that the device is in a zone, or has left it. */
export const followEngine = (
  draft: Draft,
  { zoneId, inside }: { zoneId: string; inside: boolean },
  at: number,
  venue: VenueIndex,
): Happenings => followSaid(draft, saidByEngine(zoneId, inside, at), venue)

const followSaid = (draft: Draft, said: ReturnType<typeof saidBy>, venue: VenueIndex): Happenings => {
  const isThere = draft.visit?.venueId === venue.venue.id
  if (draft.visit && !isThere) {
    // what is said of another venue than she is in counts for itself
    const to = whereFixed([said], undefined, venue)
    if (!to) return nothing
    const gone = beElsewhere(draft, to, venue, to.confidence >= fixLimits.certain ? Number.POSITIVE_INFINITY : 1)
    if (gone.length > 0) draft.fixes = [said]
    return gone
  }
  if (draft.elsewhere) delete draft.elsewhere
  draft.fixes = noteFix(draft.fixes ?? [], said, draft.newestAt)
  const to = whereFixed(draft.fixes, draft.visit, venue)
  if (!to) return nothing
  delete draft.challenge
  return goTo(draft, to, venue.venue.id)
}

const likely = 0.5 // probability from which a fix keeps a stay open

/** A fix keeps those stays open that it is likely to be in, and the visit where it is on the venue's ground at all. */
export const keepOpen = (draft: Draft, fix: Fix, venue: VenueIndex): void => {
  const { visit } = draft
  if (visit?.venueId !== venue.venue.id) return
  const said = saidBy(fix)
  const at = fix.occurredAt
  const stays = visit.stays.map((stay) =>
    probabilityOf(said, stay.zoneId, venue) >= likely ? { ...stay, lastSeenAt: Math.max(stay.lastSeenAt, at) } : stay,
  )
  const lastSeenAt = said.none <= likely || isOnFloor(fix, venue) ? Math.max(visit.lastSeenAt, at) : visit.lastSeenAt
  draft.visit = { ...visit, stays, lastSeenAt }
}

/** An engine's word keeps all stays open that lie around its zone. */
export const keepOpenIn = (draft: Draft, zoneId: string, at: number, venue: VenueIndex): void => {
  const { visit } = draft
  if (visit?.venueId !== venue.venue.id) return
  const shared = sharedDepth(visit, venue.zones.get(zoneId)?.path ?? [])
  const stays = visit.stays.map((stay, depth) =>
    depth < shared ? { ...stay, lastSeenAt: Math.max(stay.lastSeenAt, at) } : stay,
  )
  draft.visit = { ...visit, stays, lastSeenAt: Math.max(visit.lastSeenAt, at) }
}

const isOnFloor = ({ floorId, at }: Fix, { venue }: VenueIndex): boolean =>
  venue.floors.find(({ id }) => id === floorId)?.outline?.some((part) => isShape(part) && testOf(part)(at.x, at.y)) ===
  true

const sure = 2 // of accuracies: as good as nothing is further away

/** Where a fix puts a device, for what it can have walked. */
export const spotOf = ({ floorId, at, accuracyMetres, occurredAt }: Fix, { venue }: VenueIndex): Spot => ({
  frame: `${venue.id}|${floorId}`,
  ...at,
  reachMetres: sure * accuracyMetres,
  at: occurredAt,
})
