import { derivedId } from '#shared/domain/identifier.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import { releaseFaults } from '#shared/domain/release-faults.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import type { Ports } from '#shared/ports.ts'

export type PublishResult =
  | { published: string; venues: number; journeys: number }
  | { faults: ReferenceFault[] }
  | { conflict: true }

/**
 * Publishes drafts as one release. With a venue only its own drafts go live, and all else stays as it is.
 * Nothing changes if anything does not fit together, or if somebody else publishes at the same moment.
 */
export const publishRelease =
  ({ drafts, releases }: Pick<Ports, 'drafts' | 'releases'>) =>
  async (venueId: string | undefined, now: number): Promise<PublishResult> => {
    const [{ version: previous }, draft] = await Promise.all([releases.pointer(), drafts.all()])
    const live = previous === undefined ? undefined : await releases.load(previous)
    const { venues, journeys } = venueId === undefined ? draft : withVenue(live, draft, venueId)
    const faults = releaseFaults({ venues, journeys })
    if (venueId !== undefined && !venues.some(({ id }) => id === venueId)) {
      const reason = `there is no draft of venue "${venueId}"; PUT /venues/${venueId} first`
      faults.push({ path: 'venueId', reason, example: draft.venues[0]?.id ?? venueId })
    }
    if (faults.length > 0) return { faults }
    const version = `${new Date(now).toISOString()}-${derivedId(JSON.stringify({ venues, journeys }), now).slice(0, 6)}`
    const written = await releases.publish({ version, publishedAt: now, venues, journeys }, previous)
    return written === 'conflict'
      ? { conflict: true }
      : { published: version, venues: venues.length, journeys: journeys.length }
  }

type Content = Pick<ReleaseContent, 'venues' | 'journeys'>

/** The live release with one venue and its journeys as they are drafted. */
const withVenue = (live: Content | undefined, draft: Content, venueId: string): Content => {
  const journeys = draft.journeys.filter(({ entrance }) => entrance.venueId === venueId)
  const drafted = new Set(journeys.map(({ id }) => id))
  return {
    venues: [
      ...(live?.venues ?? []).filter(({ id }) => id !== venueId),
      ...draft.venues.filter(({ id }) => id === venueId),
    ],
    journeys: [
      // a journey that was moved here must not be live twice
      ...(live?.journeys ?? []).filter(({ id, entrance }) => entrance.venueId !== venueId && !drafted.has(id)),
      ...journeys,
    ],
  }
}
