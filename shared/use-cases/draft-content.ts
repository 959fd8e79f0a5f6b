import { type Content, nothing, withVenue } from '#shared/domain/release-content.ts'
import type { Ports } from '#shared/ports.ts'

/** The live version and its content. */
export const readLive = async ({
  releases,
}: Pick<Ports, 'releases'>): Promise<{ version: string | undefined; content: Content }> => {
  const version = await releases.liveVersion()
  return { version, content: (version === undefined ? undefined : await releases.load(version)) ?? nothing }
}

/** What would be live if the drafts were published: all of them, or those of one venue with all else as it is. */
export const contentToPublish = (live: Content, draft: Content, venueId: string | undefined): Content =>
  venueId === undefined ? draft : withVenue(live, draft, venueId)
