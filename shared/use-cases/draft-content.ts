import type { ReleaseContent } from '#shared/domain/release.ts'
import type { Ports } from '#shared/ports.ts'

export type Content = Pick<ReleaseContent, 'venues' | 'journeys'>
export const nothing: Content = { venues: [], journeys: [] }

/** The live version and its content. */
export const readLive = async ({
  releases,
}: Pick<Ports, 'releases'>): Promise<{ version: string | undefined; content: Content }> => {
  const version = await releases.liveVersion()
  return { version, content: (version === undefined ? undefined : await releases.load(version)) ?? nothing }
}

/** What would be live if the drafts were published: all of them, or those of one venue with all else as it is. */
export const draftContent = async (
  { drafts }: Pick<Ports, 'drafts'>,
  live: Content,
  venueId: string | undefined,
): Promise<Content> => {
  const draft = await drafts.all()
  return venueId === undefined ? draft : withVenue(live, draft, venueId)
}

/** Some content with one venue and its journeys taken from other content. */
export const withVenue = (content: Content, other: Content, venueId: string): Content => {
  const journeys = other.journeys.filter(({ entrance }) => entrance.venueId === venueId)
  const taken = new Set(journeys.map(({ id }) => id))
  return {
    venues: [...content.venues.filter(({ id }) => id !== venueId), ...other.venues.filter(({ id }) => id === venueId)],
    journeys: [
      // a journey that was moved here must not be live twice
      ...content.journeys.filter(({ id, entrance }) => entrance.venueId !== venueId && !taken.has(id)),
      ...journeys,
    ],
  }
}

/** Content with the venues that somebody asked about, and their journeys. */
export const onlyVenue = ({ venues, journeys }: Content, venueId: string | undefined): Content =>
  venueId === undefined
    ? { venues, journeys }
    : {
        venues: venues.filter(({ id }) => id === venueId),
        journeys: journeys.filter(({ entrance }) => entrance.venueId === venueId),
      }
