import type { Catalog } from '#shared/ports/offers.ts'
import type { Ports } from '#shared/ports.ts'

/** The offers of the live release. A version is read once; it never changes. */
export const liveOffers = ({ releases }: Pick<Ports, 'releases'>) => {
  let known: Catalog = { version: '', offers: new Map() }
  return async (): Promise<Catalog> => {
    const version = await releases.liveVersion()
    if (version === undefined || version === known.version) return known
    const content = await releases.load(version)
    if (!content) throw new Error(`release ${version} is live but not stored: publish again, or roll back`)
    known = { version, offers: new Map(content.offers?.map((one) => [one.id, one])) }
    return known
  }
}

/** The IANA zone of a venue in the live release. A version's venue is read once. */
export const liveTimezones = ({ releases }: Pick<Ports, 'releases'>) => {
  const known = new Map<string, Promise<string | undefined>>()
  return async (venueId: string): Promise<string | undefined> => {
    const version = await releases.liveVersion()
    if (version === undefined) return undefined
    const key = `${version} ${venueId}`
    const reading = known.get(key) ?? releases.loadVenue(version, venueId).then((venue) => venue?.timezone)
    known.set(key, reading)
    return reading.catch((error: Error) => {
      known.delete(key)
      throw error
    })
  }
}
