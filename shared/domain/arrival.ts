/** How far a reporter's clock may be from ours. */
export const clockLimits = {
  maxAheadSeconds: 300, // a little ahead is taken as now; more than this is no clock to trust
  maxAgeSeconds: 24 * 60 * 60, // an offline phone may report yesterday; claims are remembered for twice as long
}

export type Arrival = { occurredAt: number } | { refused: 'clock_ahead' | 'too_old' }

/** When something happened, in event time: as the device says, but never after it arrived. Times in milliseconds since 1970. */
export const occurredAt = (deviceTime: number, receivedAt: number): Arrival => {
  const aheadSeconds = (deviceTime - receivedAt) / 1000
  if (aheadSeconds > clockLimits.maxAheadSeconds) return { refused: 'clock_ahead' }
  if (-aheadSeconds > clockLimits.maxAgeSeconds) return { refused: 'too_old' }
  return { occurredAt: Math.min(deviceTime, receivedAt) }
}
