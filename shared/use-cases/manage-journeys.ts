import type { Caller } from '#shared/domain/audit.ts'
import { etagOf } from '#shared/domain/content-hash.ts'
import type { Journey } from '#shared/domain/journey.ts'
import type { Pauses, PauseTarget } from '#shared/domain/release.ts'
import type { Ports } from '#shared/ports.ts'
import { audited } from './audited.ts'

/**
 * Stores a journey's draft. Its id may stand for a journey of another venue already: only who `mayChange` that venue's
 * journeys, too, can move it.
 */
export const saveJourney =
  (ports: Pick<Ports, 'drafts' | 'audit'>) =>
  async (
    journey: Journey,
    mayChange: (venueId: string) => boolean,
    { by, now }: Actor,
  ): Promise<Journey | { forbiddenIn: string }> => {
    const before = await ports.drafts.findJourney(journey.id)
    if (before && !mayChange(before.entrance.venueId)) return { forbiddenIn: before.entrance.venueId }
    // the older of two journeys wins a tie: being edited makes none younger
    const saved = { ...journey, createdAt: before?.createdAt ?? journey.createdAt }
    const etag = etagOf(saved)
    if (before && etagOf(before) === etag) return saved
    await audited(ports)({ ...actOn(saved, 'put', by, now), etag }, async () => {
      await ports.drafts.saveJourney(saved)
      return 'written'
    })
    return saved
  }

/** Removes a journey's draft; it stays live until that is published. Undefined: there is none. */
export const removeJourney =
  (ports: Pick<Ports, 'drafts' | 'audit'>) =>
  async (
    journeyId: string,
    mayChange: (venueId: string) => boolean,
    { by, now }: Actor,
  ): Promise<'removed' | { forbiddenIn: string } | undefined> => {
    const before = await ports.drafts.findJourney(journeyId)
    if (!before) return undefined
    if (!mayChange(before.entrance.venueId)) return { forbiddenIn: before.entrance.venueId }
    await audited(ports)(actOn(before, 'delete', by, now), async () => {
      await ports.drafts.removeJourney(journeyId)
      return 'written'
    })
    return 'removed'
  }

/** The venue that a pause is about; undefined for everything, and for a journey that nobody knows. */
export const venueOfPause =
  ({ drafts }: Pick<Ports, 'drafts'>) =>
  async (target: PauseTarget): Promise<string | undefined> => {
    if (target.scope === 'everything') return undefined
    return target.scope === 'venue' ? target.id : (await drafts.findJourney(target.id))?.entrance.venueId
  }

/** Pauses or resumes. Undefined where there is no such venue or journey: a pause that stops nothing must not look like one. */
export const pauseJourneys =
  (ports: Pick<Ports, 'drafts' | 'releases' | 'audit'>) =>
  async (target: PauseTarget, paused: boolean, { by, now }: Actor): Promise<Pauses | undefined> => {
    const { drafts, releases } = ports
    const found = target.scope === 'journey' ? await drafts.findJourney(target.id) : undefined
    const venueId = target.scope === 'venue' ? target.id : found?.entrance.venueId
    const isKnown =
      target.scope === 'everything' || found !== undefined || (await isVenue(ports, target.scope, target.id))
    if (!isKnown) return undefined
    const what = target.scope === 'everything' ? 'everything' : `${target.scope}s/${target.id}`
    const act = {
      at: now,
      who: by,
      action: paused ? 'pause' : 'resume',
      what,
      ...(venueId ? { venueId } : {}),
    } as const
    let pauses: Pauses | undefined
    await audited(ports)(act, async () => {
      pauses = await releases.setPause(target, paused)
      return 'written'
    })
    return pauses
  }

const isVenue = async ({ drafts }: Pick<Ports, 'drafts'>, scope: 'venue' | 'journey', id: string) =>
  scope === 'venue' && (await drafts.findVenue(id)) !== undefined

/** Who does something, and when. */
type Actor = { by: Caller; now: number }

const actOn = ({ id, entrance }: Journey, action: 'put' | 'delete', by: Caller, now: number) => ({
  at: now,
  who: by,
  action,
  what: `journeys/${id}`,
  venueId: entrance.venueId,
})
