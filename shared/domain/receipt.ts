/** What became of a message on the phone. `at` is the phone's clock. */
export const receiptEvents = ['delivered', 'opened', 'dismissed', 'redeemed', 'answered'] as const
export type ReceiptEvent = (typeof receiptEvents)[number]
export type Receipt = {
  messageId: string
  event: ReceiptEvent
  at: number
  answer?: string
}
