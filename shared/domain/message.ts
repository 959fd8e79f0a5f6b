import type { MessageClass, MessageKind } from './journey.ts'

/** What a phone gets, on `usher/devices/{deviceId}/messages`. `revokes` takes back an earlier message by its id. */
export type Message = {
  id: string
  class: MessageClass
  kind: MessageKind
  title: string
  body: string
  link?: string
  image?: string
  offer?: { id: string; code?: string }
  locale: string
  expiresAt: number
  revokes?: string
}

/** What became of a message on the phone. `at` is the phone's clock. */
export const receiptEvents = ['delivered', 'opened', 'dismissed', 'redeemed', 'answered'] as const
export type ReceiptEvent = (typeof receiptEvents)[number]
export type Receipt = {
  messageId: string
  event: ReceiptEvent
  at: number
  answer?: string
}
