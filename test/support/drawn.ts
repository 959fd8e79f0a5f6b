import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Position } from '#shared/domain/position.ts'
import type { Point, Venue, Zone } from '#shared/domain/venue.ts'
import { at } from './builders.ts'
import { aVenue, beaconOf } from './venues.ts'

/** A rectangle, from its lower left corner on. */
export const box = (x: number, y: number, width: number, height: number): { polygon: Point[] } => ({
  polygon: [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ],
})

/** A zone of the ground floor with this area. */
export const zone = (id: string, area: Zone['area'], own: Partial<Zone> = {}): Zone => ({
  id,
  name: id,
  floorId: 'ground',
  area,
  ...own,
})

/**
 * The department store as a drawing: on the ground floor a hall of 40 by 40 metres with Shoes and Watches side by side in it,
 * a shelf in Shoes that only its beacon tells; the yard lies around it. A café upstairs.
 */
export const aDrawnVenue = (own: Partial<Venue> = {}): Venue =>
  aVenue({
    floors: [
      {
        id: 'ground',
        name: 'Ground floor',
        level: 0,
        aliases: ['map-1'],
        outline: [box(-20, -20, 80, 80)],
        georeference: { lon: 16, lat: 48, metresPerLon: 74_600, metresPerLat: 111_200 },
      },
      { id: 'first', name: 'First floor', level: 1 },
    ],
    zones: [
      zone('hall', box(0, 0, 40, 40)),
      zone('shoes', box(0, 0, 20, 40), { aliases: ['mist-shoes'] }),
      zone('watches', box(20, 0, 20, 40)),
      zone('boots', { beaconIds: ['boots'], gatewayIds: [] }, { parentId: 'shoes' }),
      zone('cafe', box(0, 0, 40, 40), { floorId: 'first' }),
    ],
    beacons: [
      { id: 'shoes', identity: beaconOf('shoes'), floorId: 'ground', position: { x: 10, y: 20 } },
      { id: 'watches', identity: beaconOf('watches'), floorId: 'ground', position: { x: 30, y: 20 } },
      { id: 'boots', identity: beaconOf('boots'), floorId: 'ground' },
    ],
    gateways: [],
    ...own,
  })

type PositionEvent = Extract<MailboxEvent, { kind: 'position' }>

/** The phone says that it is in the middle of Shoes, good for a metre, so many seconds into the morning. */
export const aPositionEvent = (seconds: number, own: Partial<Position> = {}, venueId = 'store'): PositionEvent => {
  const deviceTime = own.deviceTime ?? at(seconds)
  const position: Position = {
    at: { x: 10, y: 20 },
    floor: 'ground',
    accuracyMetres: 1,
    deviceTime,
    occurredAt: deviceTime,
    receivedAt: deviceTime,
    ...own,
  }
  return { kind: 'position', deviceId: 'phone-1', venueId, position, receivedAt: position.receivedAt }
}
