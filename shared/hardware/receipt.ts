import type { Receipt } from '#shared/domain/receipt.ts'
import { receiptSchema } from '#shared/schemas/phone-report.ts'
import { readJson } from './body.ts'
import { explain } from './explain.ts'
import { Unreadable } from './reading.ts'

/** Reads a message of a phone's `receipts` topic: one receipt. Throws Unreadable. */
export const readReceipt = (body: Uint8Array): Receipt => {
  const value = readJson(body)
  const { success, data, error } = receiptSchema.safeParse(value)
  if (!success) throw new Unreadable(explain(error.issues, value, '', { at: 'bad_time' }))
  return data
}
