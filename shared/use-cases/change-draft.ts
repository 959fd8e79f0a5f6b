import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts } from '#shared/ports.ts'

/**
 * Replaces a venue's draft by what `change` makes of it; undefined leaves it as it is. The one place where an import
 * touches drafts.
 */
export const changeDraft = async (
  drafts: Pick<Drafts, 'findVenue' | 'saveVenue'>,
  venueId: string,
  change: (draft: Venue | undefined) => Venue | undefined,
): Promise<Venue | undefined> => {
  const changed = change(await drafts.findVenue(venueId))
  if (changed !== undefined) await drafts.saveVenue(changed)
  return changed
}
