import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Message } from '#shared/domain/message.ts'
import type { FailedBatch, Parked, Ports, StreamRecord, Timer } from '#shared/ports.ts'

/** An adapter with empty stores, and what left through its ports. */
export type Opened = {
  ports: Ports
  published(): readonly { deviceId: string; message: Message }[]
  journaled(): readonly JournalEntry[]
  streamed(): readonly StreamRecord[]
  started(): readonly (Timer & { delaySeconds: number })[]
  parked(): Promise<readonly Parked[]>
  /** Radio maps that were asked for. */
  enqueued(): readonly { venueId: string; version: string }[]
  /** Lets Lambda give a batch up. */
  giveUp(batch: FailedBatch): Promise<void>
}
