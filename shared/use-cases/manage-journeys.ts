import type { Journey } from '#shared/domain/journey.ts'
import type { Pauses, PauseTarget } from '#shared/domain/release.ts'
import type { Ports } from '#shared/ports.ts'

/**
 * Stores a journey's draft. Its id may stand for a journey of another venue already: only who `mayChange` that venue's
 * journeys, too, can move it.
 */
export const saveJourney =
  ({ drafts }: Pick<Ports, 'drafts'>) =>
  async (journey: Journey, mayChange: (venueId: string) => boolean): Promise<Journey | { forbiddenIn: string }> => {
    const before = await drafts.findJourney(journey.id)
    if (before && !mayChange(before.entrance.venueId)) return { forbiddenIn: before.entrance.venueId }
    // the older of two journeys wins a tie: being edited makes none younger
    const saved = { ...journey, createdAt: before?.createdAt ?? journey.createdAt }
    await drafts.saveJourney(saved)
    return saved
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
  ({ drafts, releases }: Pick<Ports, 'drafts' | 'releases'>) =>
  async (target: PauseTarget, paused: boolean): Promise<Pauses | undefined> => {
    const isKnown =
      target.scope === 'everything' ||
      (await (target.scope === 'venue' ? drafts.findVenue(target.id) : drafts.findJourney(target.id))) !== undefined
    return isKnown ? releases.setPause(target, paused) : undefined
  }
