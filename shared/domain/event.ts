import type { DeviceKind } from './customer.ts'
import type { Heard } from './locating/locator.ts'
import type { Position } from './position.ts'
import type { Receipt } from './receipt.ts'
import type { Sighting } from './sighting.ts'

/**
 * Everything that happens to a mailbox, in the order of its stream. `receivedAt` is the only "now" there is. A `scan` is what a
 * record's new sightings say together, once each of them was folded: no record holds one.
 */
export type MailboxEvent =
  | { kind: 'sighting'; deviceId: string; venueId: string; sighting: Sighting; receivedAt: number }
  | { kind: 'position'; deviceId: string; venueId: string; position: Position; receivedAt: number }
  | { kind: 'scan'; deviceId: string; venueId: string; heard: readonly Heard[]; receivedAt: number }
  | { kind: 'timer'; mailbox: string; dueAt: number; receivedAt: number }
  | { kind: 'enrol'; deviceId: string; deviceKind: DeviceKind; staff: boolean; receivedAt: number }
  | { kind: 'identify'; deviceId: string; customerId: string | undefined; receivedAt: number }
  | { kind: 'receipt'; deviceId: string; receipt: Receipt; receivedAt: number }

export const deviceMailbox = (deviceId: string) => `device:${deviceId}`

/** The mailbox that an event belongs to: the partition key of its record. */
export const mailboxOf = (event: MailboxEvent): string =>
  event.kind === 'timer' ? event.mailbox : deviceMailbox(event.deviceId)
