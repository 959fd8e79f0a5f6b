import type { DeviceKind } from './customer.ts'
import type { Heard } from './locating/locator.ts'
import type { Moment } from './moment.ts'
import type { Occasion, ReceiptOccasion, WakeOccasion } from './occasion.ts'
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
  | { kind: 'occasion'; occasion: PersonOccasion; receivedAt: number }

/** An occasion that comes to a person's own mailbox, whichever of her devices it was. */
export type PersonOccasion = Exclude<Occasion, Moment | WakeOccasion | ReceiptOccasion>

export const deviceMailbox = (deviceId: string) => `device:${deviceId}`

/** The mailbox of a person: a customer's, or that of a device which nobody was identified with. */
export const personMailbox = ({ customerId, deviceId }: { customerId?: string; deviceId?: string }): string =>
  customerId === undefined ? `visitor:${deviceId}` : `customer:${customerId}`

/** Whom a mailbox is a person's; undefined for a device's own. */
export const personOf = (mailbox: string): { customerId: string } | { deviceId: string } | undefined => {
  const [, kind, id] = /^(customer|visitor):(.*)$/s.exec(mailbox) ?? []
  if (id === undefined) return undefined
  return kind === 'customer' ? { customerId: id } : { deviceId: id }
}

/** The mailbox that an event belongs to: the partition key of its record. */
export const mailboxOf = (event: MailboxEvent): string => {
  if (event.kind === 'timer') return event.mailbox
  return event.kind === 'occasion' ? personMailbox(event.occasion) : deviceMailbox(event.deviceId)
}
