import { derivedId } from '#shared/domain/identifier.ts'
import { exportImdf } from '#shared/maps/export-imdf.ts'
import { zipOf } from '#shared/maps/write-zip.ts'
import type { Link, Ports } from '#shared/ports.ts'

/** Writes a venue's draft as an IMDF archive, and tells where to fetch the zip; undefined where there is no draft. */
export const exportVenue =
  ({ drafts, files }: Pick<Ports, 'drafts' | 'files'>) =>
  async (venueId: string, now: number): Promise<(Link & { bytes: number }) | undefined> => {
    const venue = (await drafts.findVenue(venueId))?.venue
    if (venue === undefined) return undefined
    const zip = await zipOf(exportImdf(venue, now), now)
    const key = `exports/${venueId}/${derivedId(JSON.stringify(venue))}.zip`
    await files.write(key, zip)
    return { ...(await files.downloadLink(key, `${venueId}.imdf.zip`, now)), bytes: zip.length }
  }
