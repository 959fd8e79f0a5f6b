import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts } from '#shared/ports.ts'

const mostTries = 5

/**
 * Replaces a venue's draft by what `change` makes of it; undefined leaves it as it is. The one place where an import
 * touches drafts.
 */
export const changeDraft = async (
  drafts: Pick<Drafts, 'findVenue' | 'saveVenue'>,
  venueId: string,
  change: (draft: Venue | undefined) => Venue | undefined,
): Promise<Venue | undefined> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await drafts.findVenue(venueId)
    const changed = change(found?.venue)
    if (changed === undefined || (await drafts.saveVenue(changed, found?.version)) === 'written') return changed
  }
  throw new Error(`the draft of venue ${venueId} was changed by others ${mostTries} times meanwhile: try again`)
}
