import type { Caller } from '#shared/domain/audit.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { missing, type ReferenceFault } from '#shared/domain/venue-faults.ts'
import type { Ports, StreamRecord } from '#shared/ports.ts'
import type { OccasionRecord } from '#shared/schemas/stream.ts'
import { audited } from './audited.ts'
import { findLive } from './known-journey.ts'

type BroadcastPorts = Pick<Ports, 'releases' | 'occupancies' | 'events' | 'audit'>

/** Who asks for a broadcast, when, and by which request: the same one sends it once, however often it comes. */
export type BroadcastAsked = { by: Caller; now: number; requestId: string }

export type Broadcast =
  | { broadcastId: string; people: number }
  | { refused: 'not_live' | 'no_broadcast' | 'paused' }
  | { faults: ReferenceFault[] }

/**
 * Starts a live journey for everybody who is in its venue now, or in one zone of it. Each gets a record into her mailbox; caps,
 * consent and quiet hours are asked there, as always.
 */
export const broadcastJourney =
  (ports: BroadcastPorts) =>
  async (
    journeyId: string,
    { venueId, zoneId }: { venueId?: string; zoneId?: string },
    { by, now, requestId }: BroadcastAsked,
  ): Promise<Broadcast> => {
    const live = await findLive(ports, journeyId)
    if (!live) return { refused: 'not_live' }
    const { entrance } = live.journey
    if (!('broadcast' in entrance)) return { refused: 'no_broadcast' }
    const venue = await ports.releases.loadVenue(live.version, entrance.venueId)
    const faults = placeFaults(entrance.venueId, venue, venueId, zoneId)
    if (faults.length > 0) return { faults }
    const { pauses } = await ports.releases.pointer(now)
    const isPaused =
      pauses.everything || pauses.venues.includes(entrance.venueId) || pauses.journeys.includes(journeyId)
    if (isPaused || live.journey.paused) return { refused: 'paused' }

    const ledgerIds = await ports.occupancies.present(entrance.venueId, zoneId, now)
    const broadcastId = derivedId('broadcast', journeyId, requestId)
    const act = { at: now, who: by, action: 'broadcast', venueId: entrance.venueId } as const
    const what = `journeys/${journeyId}/broadcasts/${broadcastId}`
    await audited(ports)({ ...act, what }, async () => {
      await ports.events.put(ledgerIds.map((ledgerId) => startOf(ledgerId, journeyId, broadcastId, now)))
      return 'written'
    })
    return { broadcastId, people: ledgerIds.length }
  }

const placeFaults = (
  journeysVenueId: string,
  venue: Venue | undefined,
  venueId: string | undefined,
  zoneId: string | undefined,
): ReferenceFault[] => {
  if (venueId !== undefined && venueId !== journeysVenueId) {
    const reason = `must be "${journeysVenueId}", the venue of the journey, or be left out`
    return [{ path: 'venueId', reason, example: journeysVenueId }]
  }
  const zoneIds = (venue?.zones ?? []).map(({ id }) => id)
  return zoneId === undefined || zoneIds.includes(zoneId) ? [] : [missing('zoneId', 'zone', zoneId, zoneIds)]
}

/** The start of a journey in somebody's mailbox: a customer's, or that of a device that nobody was identified with. */
const startOf = (ledgerId: string, journeyId: string, broadcastId: string, receivedAt: number): StreamRecord => {
  const [scope = '', ...rest] = ledgerId.split(':')
  const own = rest.join(':')
  const isCustomer = scope === 'customer'
  const body: OccasionRecord = {
    v: 1,
    kind: 'start',
    id: derivedId(broadcastId, ledgerId),
    ...(isCustomer ? { customerId: own } : { deviceId: own }),
    journeyId,
    by: 'broadcast',
    receivedAt,
  }
  return { key: isCustomer ? ledgerId : `visitor:${own}`, body }
}
