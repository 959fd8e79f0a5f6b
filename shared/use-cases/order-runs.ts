import type { Caller } from '#shared/domain/audit.ts'
import type { RunOrders } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'
import { audited } from './audited.ts'
import { findKnown, findLive } from './known-journey.ts'

type OrderPorts = Pick<Ports, 'drafts' | 'releases' | 'audit'>
type Order = RunOrders[string]

/**
 * Orders that runs of a journey that began before the live version end, or go on by the live version. In force within 5 s,
 * for each run when it is next looked at. Only what is live can be migrated to.
 */
export const orderRuns =
  (ports: OrderPorts) =>
  async (
    journeyId: string,
    act: Order['act'],
    { by, now }: { by: Caller; now: number },
  ): Promise<Order | { refused: 'unknown' | 'nothing_live' | 'not_live' }> => {
    const journey = await findKnown(ports, journeyId)
    if (!journey) return { refused: 'unknown' }
    const before = await ports.releases.liveVersion()
    if (before === undefined) return { refused: 'nothing_live' }
    if (act === 'migrate' && !(await findLive(ports, journeyId))) return { refused: 'not_live' }
    const order: Order = { before, act }
    const what = `journeys/${journeyId}/runs`
    await audited(ports)({ at: now, who: by, action: act, what, venueId: journey.entrance.venueId }, async () => {
      await ports.releases.setRunOrder(journeyId, order)
      return 'written'
    })
    return order
  }
