import type { Promised } from './happenings.ts'

/** Wall times of what left and reached the phones, in milliseconds. */
export type Stopwatch = {
  published(deviceId: string, sightingIds: readonly string[], at: number): void
  delivered(messageId: string, at: number): void
  /** From the first publish of the sighting that caused a message to the message's delivery; nothing for those that time caused. */
  latencies(promised: readonly Promised[]): number[]
}

export const createStopwatch = (): Stopwatch => {
  const publishedAt = new Map<string, Map<string, number>>()
  const deliveredAt = new Map<string, number>()
  return {
    published: (deviceId, sightingIds, at) => {
      const times = publishedAt.get(deviceId) ?? new Map<string, number>()
      publishedAt.set(deviceId, times)
      for (const id of sightingIds) if (!times.has(id)) times.set(id, at)
    },
    delivered: (messageId, at) => {
      if (!deliveredAt.has(messageId)) deliveredAt.set(messageId, at)
    },
    latencies: (promised) =>
      promised.flatMap(({ messageId, deviceId, sightingId }) => {
        const from = publishedAt.get(deviceId)?.get(sightingId ?? '')
        const to = deliveredAt.get(messageId)
        return from === undefined || to === undefined ? [] : [to - from]
      }),
  }
}
