import type { TraitValue } from './customer.ts'

/** What decisions do beside messages. Each has an id that a retry derives again. */
export type Effect =
  | { effect: 'update'; id: string; customerId: string; trait: string; value: TraitValue | null }
  | { effect: 'task'; id: string; task: Task }
  | { effect: 'withdraw'; id: string; deviceId: string; messageId: string; expiresAt: number }

/** Something for an associate to do. `customerId` is whom it is about, `to` are the staff who are told. */
export type Task = {
  id: string
  venueId: string
  zoneId?: string
  journeyId: string
  customerId?: string
  title: string
  note?: string
  to: readonly string[]
  raisedAt: number
  expiresAt: number
}
