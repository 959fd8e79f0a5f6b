import aedesPersistence, { type Packet } from 'aedes-persistence'
import { openPendingLog } from '../files/pending-log.ts'

type Client = { id: string }
type Subscription = { topic: string; qos: 0 | 1 | 2 }
type Publish = {
  topic: string
  payload: Buffer
  qos: 0 | 1 | 2
  retain: boolean
  brokerId: string
  brokerCounter: number
}

/** The part of Aedes' memory that writes what must outlive the process. Aedes calls it with promises. */
type Memory = {
  addSubscriptions(client: Client, subscriptions: readonly Subscription[]): Promise<void>
  removeSubscriptions(client: Client, topics: readonly string[]): Promise<void>
  cleanSubscriptions(client: Client): Promise<void>
  subscriptionsByClient(client: Client): Promise<readonly Subscription[]>
  outgoingEnqueue(subscription: { clientId: string }, packet: Publish): Promise<void>
  outgoingEnqueueCombi(subscriptions: readonly { clientId: string }[], packet: Publish): Promise<void>
  outgoingClearMessageId(client: Client, packet: Packet): Promise<Publish | undefined>
  outgoingStream(client: Client): AsyncIterable<Packet>
  storeRetained(packet: Publish): Promise<void>
}

// its types describe an ES module, and it is none
const createMemory = aedesPersistence as unknown as () => Memory

/** One line of the log: a lasting subscription, a message that nobody has acknowledged yet, or a retained one. */
type Kept =
  | { kind: 'subscription'; clientId: string; topic: string; qos: 0 | 1 | 2 }
  | { kind: 'outgoing'; clientId: string; packet: KeptPublish }
  | { kind: 'retained'; packet: KeptPublish }
type KeptPublish = Omit<Publish, 'payload'> & { payload: string }

export type KeptSessions = {
  /** For Aedes' `persistence`. */
  persistence: Memory
  /** Who has a session, connected or not. */
  clientIds(): string[]
  /** Ends a session: its subscriptions, and what waits for it. */
  forget(clientId: string): Promise<void>
  close(): void
}

/**
 * Aedes' memory of lasting sessions and retained messages, written down in a file before it answers: a message that was
 * accepted for a phone with a lasting session reaches it after a kill too, once it is back.
 */
export const openKeptSessions = async (path: string): Promise<KeptSessions> => {
  const log = openPendingLog<Kept>(path)
  const plain = createMemory()
  for (const kept of log.entries.values()) await restore(plain, kept)

  const enqueued = (clientId: string, packet: Publish): [string, Kept] => [
    outgoingId(clientId, packet),
    { kind: 'outgoing', clientId, packet: plainly(packet) },
  ]

  const durable: Memory = Object.assign(Object.create(plain) as Memory, {
    addSubscriptions: async (client: Client, subscriptions: readonly Subscription[]) => {
      log.set(
        subscriptions.map(({ topic, qos }) => [
          subscriptionId(client.id, topic),
          { kind: 'subscription', clientId: client.id, topic, qos },
        ]),
      )
      await plain.addSubscriptions(client, subscriptions)
    },
    removeSubscriptions: async (client: Client, topics: readonly string[]) => {
      log.delete(topics.map((topic) => subscriptionId(client.id, topic)))
      await plain.removeSubscriptions(client, topics)
    },
    cleanSubscriptions: async (client: Client) => {
      const known = await plain.subscriptionsByClient(client)
      log.delete(known.map(({ topic }) => subscriptionId(client.id, topic)))
      await plain.cleanSubscriptions(client)
    },
    outgoingEnqueue: async (subscription: { clientId: string }, packet: Publish) => {
      log.set([enqueued(subscription.clientId, packet)])
      await plain.outgoingEnqueue(subscription, packet)
    },
    outgoingEnqueueCombi: async (subscriptions: readonly { clientId: string }[], packet: Publish) => {
      log.set(subscriptions.map(({ clientId }) => enqueued(clientId, packet)))
      await plain.outgoingEnqueueCombi(subscriptions, packet)
    },
    outgoingClearMessageId: async (client: Client, packet: Packet) => {
      const cleared = await plain.outgoingClearMessageId(client, packet)
      if (cleared !== undefined) log.delete([outgoingId(client.id, cleared)])
      return cleared
    },
    storeRetained: async (packet: Publish) => {
      const id = `retained ${packet.topic}`
      if (packet.payload.length === 0) log.delete([id])
      else log.set([[id, { kind: 'retained', packet: plainly(packet) }]])
      await plain.storeRetained(packet)
    },
  } satisfies Partial<Memory>)

  return {
    persistence: durable,
    clientIds: () => [
      ...new Set([...log.entries.values()].flatMap((kept) => ('clientId' in kept ? [kept.clientId] : []))),
    ],
    forget: async (id) => {
      await durable.cleanSubscriptions({ id })
      for await (const packet of plain.outgoingStream({ id })) await durable.outgoingClearMessageId({ id }, packet)
    },
    close: log.close,
  }
}

const subscriptionId = (clientId: string, topic: string) => `subscription ${clientId} ${topic}`
const outgoingId = (clientId: string, { brokerId, brokerCounter }: Pick<Publish, 'brokerId' | 'brokerCounter'>) =>
  `outgoing ${clientId} ${brokerId} ${brokerCounter}`

const plainly = ({ topic, payload, qos, retain, brokerId, brokerCounter }: Publish): KeptPublish => {
  return { topic, payload: Buffer.from(payload).toString('base64'), qos, retain, brokerId, brokerCounter }
}

const restore = async (plain: Memory, kept: Kept): Promise<void> => {
  if (kept.kind === 'subscription') return plain.addSubscriptions({ id: kept.clientId }, [kept])
  const packet = { ...kept.packet, payload: Buffer.from(kept.packet.payload, 'base64') }
  if (kept.kind === 'retained') return plain.storeRetained(packet)
  return plain.outgoingEnqueue(kept, packet)
}
