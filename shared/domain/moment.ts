import type { Evidence } from './certainty.ts'

export const momentKinds = ['venue.enter', 'zone.enter', 'zone.dwell', 'zone.exit', 'venue.exit'] as const
export type MomentKind = (typeof momentKinds)[number]

/**
 * Something that happened to a visitor, the only thing that journeys can react to.
 *
 * `occurredAt` is event time, `receivedAt` the arrival of the event that brought it about (the decision's "now").
 * `zoneId` is absent on the venue's own moments; `dwellSeconds` stands on dwells only. `confidence` is from 0 to 1 and
 * `evidence` says why (absent on moments of old). `visit` tells of all of it when the venue is left.
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
  confidence?: number
  evidence?: Evidence
  visit?: VisitTold
  occurredAt: number
  receivedAt: number
}

/** How long a visit was and where it led: the zones in the order in which they were left, the last hundred of them. */
export type VisitTold = {
  seconds: number
  path: readonly { zoneId: string; enteredAt: number; leftAt: number }[]
}
