import type { AuditEntry, Caller } from '#shared/domain/audit.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import type { Referrer } from '#shared/domain/venue-references.ts'
import type { Ports, VenueDraft, Written } from '#shared/ports.ts'
import { audited } from './audited.ts'

/** Who changes something, when, and what must be so for it: asked with the etag of what is there, undefined for nothing. */
export type Asked = { by: Caller; now: number; holds: (etag: string | undefined) => boolean }

/** Why nothing was changed. `mismatch` is the etag of what is there; 'busy': others changed it time and again. */
export type Refusal =
  | { missing: 'venue' | 'part' | 'resource' }
  | { mismatch: string | undefined }
  | { faults: ReferenceFault[] }
  | { referrers: Referrer[] }
  | { busy: true }

/** What to do to a draft: store another venue or none, or nothing, because the answer is known already. */
export type Plan<T> =
  | { next: Venue | undefined; audit: Pick<AuditEntry, 'action' | 'what' | 'etag'>; answer: T }
  | { answer: T }
  | Refusal

const mostTries = 8
const firstPauseMs = 20

/** Reads a venue's draft, plans, and stores what is planned; where somebody else was faster, all over again. */
export const changeVenue =
  (ports: Pick<Ports, 'drafts' | 'audit'>) =>
  async <T>(
    venueId: string,
    { by, now }: Asked,
    plan: (draft: Venue | undefined) => Plan<T> | Promise<Plan<T>>,
  ): Promise<{ answer: T } | Refusal> => {
    for (let tries = 0; tries < mostTries; tries++) {
      if (tries > 0) await pauseBeforeTry(tries)
      const draft = await ports.drafts.findVenue(venueId)
      const planned = await plan(draft?.venue)
      if (!('next' in planned)) return planned
      const { next, audit, answer } = planned
      const act = { at: now, who: by, venueId, ...audit }
      const written = await audited(ports)(act, () => store(ports, venueId, next, draft))
      if (written === 'written') return { answer }
    }
    return { busy: true }
  }

const store = async (
  { drafts }: Pick<Ports, 'drafts'>,
  venueId: string,
  next: Venue | undefined,
  draft: VenueDraft | undefined,
): Promise<Written> => {
  if (next !== undefined) return drafts.saveVenue(next, draft?.version)
  return draft === undefined ? 'written' : drafts.removeVenue(venueId, draft.version)
}

/** Waits before another try, longer each time, with jitter. */
export const pauseBeforeTry = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, tries * firstPauseMs * (0.5 + Math.random())))
