export const momentKinds = ['venue.enter', 'zone.enter', 'zone.dwell', 'zone.exit', 'venue.exit'] as const
export type MomentKind = (typeof momentKinds)[number]

/**
 * Something that happened to a visitor, the only thing that journeys can react to.
 *
 * `occurredAt` is event time, `receivedAt` the arrival of the event that brought it about (the decision's "now").
 * `zoneId` is absent on the venue's own moments; `dwellSeconds` stands on dwells only.
 */
export type Moment = {
  id: string
  kind: MomentKind
  deviceId: string
  customerId?: string
  venueId: string
  zoneId?: string
  visitId: string
  dwellSeconds?: number
  occurredAt: number
  receivedAt: number
}
