import { placeWarnings } from './place-warnings.ts'
import type { Venue } from './venue.ts'
import type { ReferenceFault } from './venue-faults.ts'

/** What an operator should know before she publishes, although it keeps nothing from going live. */
export const venueWarnings = (venue: Venue): ReferenceFault[] => placeWarnings(venue)
