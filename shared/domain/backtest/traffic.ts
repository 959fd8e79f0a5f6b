import type { JournalEntry } from '../journal.ts'
import type { Recorded } from './backtest.ts'
import type { SentBy } from './sent-by.ts'

/** Reads what happened out of the archive, line by line. */
export type TrafficReader = { read(entry: JournalEntry): Recorded | undefined }

const remembered = 200_000 // messages, and as many moments: copies and receipts come within hours

/**
 * Moments become occasions, each once, however often a retry wrote it down; receipts are told with what their message was sent
 * by. All else of the archive is what was decided then, and is decided anew.
 */
export const createTrafficReader = (): TrafficReader => {
  const seen = new Set<string>()
  const sent = new Map<string, { by: SentBy; customerId?: string }>()
  const counts = new Map<string, number>()
  // by which occasion runs began: the first that is told of one
  const entrances = new Map<string, string>()

  /** Timers are made anew, and receipts are told in lines of their own. */
  const ofOccasion = ({ occasion, at }: Extract<JournalEntry, { type: 'occasion' }>): Recorded | undefined => {
    if (occasion.kind === 'wake' || occasion.kind === 'receipt' || seen.has(occasion.id)) return undefined
    remember(seen, occasion.id)
    return { happening: { occasion, now: at } }
  }

  return {
    read: (entry) => {
      if (entry.type === 'moment') {
        const { moment, isShared } = entry
        if (seen.has(moment.id)) return undefined
        remember(seen, moment.id)
        const aside = { check: 'visit', reason: 'shared_visit', saw: 'another device of hers' } as const
        return { happening: { occasion: moment, now: entry.at, ...(isShared && { aside }) } }
      }
      if (entry.type === 'occasion') return ofOccasion(entry)
      if (entry.type === 'decision' && entry.runId !== undefined && !entrances.has(entry.runId)) {
        entrances.set(entry.runId, entry.occasion.id)
        forget(entrances)
      }
      if (entry.type === 'decision' && entry.messageId !== undefined && !sent.has(entry.messageId)) {
        const { journeyId, messageId, occasion, runId } = entry
        const entered = (runId === undefined ? undefined : entrances.get(runId)) ?? occasion.id
        const key = `${journeyId} ${entered}`
        const nth = counts.get(key) ?? 0
        counts.set(key, nth + 1)
        const { customerId } = occasion
        sent.set(messageId, {
          by: { journeyId, occasionId: entered, nth },
          ...(customerId !== undefined && { customerId }),
        })
        forget(sent)
        forget(counts)
      }
      if (entry.type !== 'receipt') return undefined
      const { deviceId, receipt, at } = entry
      const id = `${receipt.messageId} ${receipt.event} ${receipt.at}`
      if (seen.has(id)) return undefined
      remember(seen, id)
      const known = sent.get(receipt.messageId)
      return {
        by: known?.by,
        receipt: {
          id,
          kind: 'receipt',
          deviceId,
          ...(known?.customerId !== undefined && { customerId: known.customerId }),
          receipt,
          occurredAt: Math.min(receipt.at, at),
          receivedAt: at,
        },
      }
    },
  }
}

const remember = (seen: Set<string>, id: string) => {
  seen.add(id)
  const [oldest] = seen.size > remembered ? seen : []
  if (oldest !== undefined) seen.delete(oldest)
}

const forget = (known: Map<string, unknown>) => {
  const [oldest] = known.size > remembered ? known.keys() : []
  if (oldest !== undefined) known.delete(oldest)
}
