import type { Parked } from '#shared/ports.ts'

/**
 * What was refused of one message, as it is parked: with all its bytes, once for each reason. However many of its parts
 * share a reason, one copy is enough to look at, and fifty would be a way to fill the store.
 */
export const parkedOf = (
  source: Omit<Parked, 'reason' | 'detail'>,
  refused: readonly { reason: string; detail: string }[],
): Parked[] =>
  [...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, alike]) => {
    const others = alike.length > 1 ? ` (and ${alike.length - 1} more of this reason)` : ''
    return { ...source, reason, detail: `${alike[0]?.detail}${others}` }
  })
