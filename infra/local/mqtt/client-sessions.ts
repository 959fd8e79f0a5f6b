import type { Client } from 'aedes'
import type { Clock } from '../contracts.ts'
import { createRate } from '../rate.ts'
import type { Authorize, Credentials, Permission, Refusal } from './authorizer.ts'
import { mqttLimits } from './limits.ts'

/** What a connected client may do, and the order of what it published. */
export type ClientSession = {
  principalId: string
  may(action: string, resource: string): boolean
  /** Whether it may publish once more in this second; counts it if so. */
  mayPublishNow(): boolean
  /** Calls `done` when `work` and the work of every earlier publish of this client are done. */
  inOrder(work: Promise<void>, done: () => void): void
}

/** Why somebody may not connect. */
export type ConnectRefusal = Refusal | { refused: 'connect_denied'; detail: string }

/** The sessions of connected clients: opened by the authorizer, asked again and ended when it said so, by the clock. */
export const createSessions = (authorize: Authorize, clock: Pick<Clock, 'now' | 'at'>) => {
  const sessions = new WeakMap<Client, ClientSession & { end(): void }>()

  const permit = async (credentials: Credentials): Promise<Permission | ConnectRefusal> => {
    const permission = await authorize(credentials)
    if ('refused' in permission || permission.may('iot:Connect', `client/${credentials.clientId}`)) return permission
    return { refused: 'connect_denied', detail: `iot:Connect on client/${credentials.clientId}` }
  }

  const open = async (client: Client, credentials: Credentials): Promise<ClientSession | ConnectRefusal> => {
    const permission = await permit(credentials)
    if ('refused' in permission) return permission
    let current = permission
    let ended = false

    const refresh = async () => {
      const refreshed = await permit(credentials)
      if (ended) return
      if ('refused' in refreshed) return client.close()
      current = refreshed
      cancelRefresh = refreshLater()
    }
    const refreshLater = () => clock.at(clock.now() + current.refreshAfterSeconds * 1000, refresh)
    let cancelRefresh = refreshLater()
    const cancelDisconnect = clock.at(clock.now() + current.disconnectAfterSeconds * 1000, () => client.close())

    const publishes = createRate(mqttLimits.publishesPerSecond, clock)
    let last: Promise<unknown> = Promise.resolve()
    const session = {
      principalId: permission.principalId,
      may: (action: string, resource: string) => current.may(action, resource),
      mayPublishNow: () => {
        if (!publishes.has(1)) return false
        publishes.take(1)
        return true
      },
      inOrder: (work: Promise<void>, done: () => void) => {
        last = Promise.all([last, work]).then(() => done())
      },
      end: () => {
        ended = true
        cancelRefresh()
        cancelDisconnect()
      },
    }
    sessions.set(client, session)
    return session
  }

  return {
    open,
    of: (client: Client): ClientSession | undefined => sessions.get(client),
    /** Ends the timers. What the client may do stays known: its last will is published after it is gone. */
    close: (client: Client) => sessions.get(client)?.end(),
  }
}
