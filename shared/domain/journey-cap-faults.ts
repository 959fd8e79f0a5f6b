import type { FrequencyCap } from './journey.ts'
import type { ReferenceFault } from './venue-faults.ts'

/**
 * Caps that get in each other's way: two for the same messages and window, and one that nobody ever comes to, because another
 * lets fewer through in the same time or a longer one. `common` are the settings' caps, on all marketing.
 */
export const capFaults = (
  caps: readonly FrequencyCap[],
  common: readonly FrequencyCap[],
  list = 'frequencyCaps',
): ReferenceFault[] => {
  const own = caps.map((cap, i) => ({ cap, name: `${list}[${i}]` }))
  const others = [...own, ...common.map((cap, i) => ({ cap, name: `settings.frequencyCaps[${i}]` }))]
  return own.flatMap(({ cap, name }, i) => {
    const twin = own.slice(0, i).find((one) => isSame(one.cap, cap))
    if (twin)
      return [{ path: name, reason: `is ${told(cap)}, and ${twin.name} is ${told(twin.cap)}; keep one of them` }]
    const tighter = others.find(
      (one) => !(own.includes(one) && isSame(one.cap, cap)) && coversMore(one.cap, cap) && one.cap.limit < cap.limit,
    )
    if (!tighter) return []
    return [
      {
        path: `${name}.limit`,
        reason: `is ${told(cap)}, and never reached: ${tighter.name} allows ${told(tighter.cap)}; lower it, or take it away`,
        example: Math.max(1, tighter.cap.limit - 1),
      },
    ]
  })
}

const isSame = (a: FrequencyCap, b: FrequencyCap): boolean => a.scope === b.scope && a.windowSeconds === b.windowSeconds

/** Whether a cap counts all that another counts, for as long. */
const coversMore = (other: FrequencyCap, cap: FrequencyCap): boolean =>
  (other.scope === 'customer' || cap.scope === 'journey') && other.windowSeconds >= cap.windowSeconds

const told = ({ limit, windowSeconds, scope }: FrequencyCap): string => `${limit} in ${windowSeconds} s, by ${scope}`
