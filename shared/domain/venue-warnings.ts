import { placeWarnings } from './place-warnings.ts'
import { radioWarnings } from './radio-warnings.ts'
import type { Venue } from './venue.ts'
import type { ReferenceFault } from './venue-faults.ts'

/** What an operator should know before she publishes, although it keeps nothing from going live. Takes a venue without faults. */
export const venueWarnings = (venue: Venue): ReferenceFault[] => [...placeWarnings(venue), ...radioWarnings(venue)]
