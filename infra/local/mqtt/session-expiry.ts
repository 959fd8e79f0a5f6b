import type { Clock } from '../contracts.ts'
import { mqttLimits } from './limits.ts'

/** Calls `forget` for a client that stays away longer than a lasting session lasts, by the clock. */
export const createExpiry = (clock: Pick<Clock, 'now' | 'at'>, forget: (clientId: string) => void) => {
  const cancels = new Map<string, () => void>()
  const returned = (clientId: string) => {
    cancels.get(clientId)?.()
    cancels.delete(clientId)
  }
  return {
    returned,
    left: (clientId: string) => {
      returned(clientId)
      const expire = () => {
        cancels.delete(clientId)
        forget(clientId)
      }
      cancels.set(clientId, clock.at(clock.now() + mqttLimits.sessionSeconds * 1000, expire))
    },
  }
}
