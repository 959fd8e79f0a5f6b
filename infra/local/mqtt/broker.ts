import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import type { Clock, Invoke, Template } from '../contracts.ts'
import { createAuthorize } from './authorizer.ts'
import { type ConnectRefusal, createSessions } from './client-sessions.ts'
import {
  bytesOf,
  type Denial,
  type DenialReason,
  publishDenial,
  receiveDenial,
  subscribeDenial,
} from './enforcement.ts'
import { openKeptSessions } from './kept-sessions.ts'
import { mqttLimits, parseBasicIngest } from './limits.ts'
import { listen } from './listen.ts'
import { createExpiry } from './session-expiry.ts'
import type { TopicRules } from './topic-rules.ts'

export type RefusalReason = ConnectRefusal['refused'] | DenialReason | 'too_many_publishes' | 'not_reading'

/** What the broker tells whoever counts. */
export type BrokerEvent =
  | { kind: 'connected' | 'disconnected'; clientId: string }
  | { kind: 'published'; topic: string; clientId?: string; bytes?: number }
  | { kind: 'refused'; reason: RefusalReason; clientId: string; detail: string }

/** A message for subscribers, from the data plane. */
export type Message = { topic: string; payload: Buffer; qos: 0 | 1; retain: boolean }

export type Broker = {
  /** Where it listens: `mqtt://127.0.0.1:…` and `ws://127.0.0.1:…/mqtt`. */
  mqttUrl: string
  webSocketUrl: string
  /** Runs the rules that match and delivers to subscribers; fulfilled when both are done. */
  publish(message: Message): Promise<void>
  close(): Promise<void>
}

/** Nobody hears a discarded publish and nobody acknowledges it, as on AWS; the connection goes on. */
const discard = (packet: PublishPacket) => Object.assign(packet, { topic: '$discarded', qos: 0, retain: false })

/** Of real time. Who has left its fill of bytes unread for this long is disconnected; everybody else waits that long at most. */
const drainWithinMillis = 50

const notAuthorized = 5 // the return code of CONNACK

/** What this broker can't do that AWS does; for the list that is printed at start. */
export const brokerNotes = [
  'MQTT: version 3.1.1 over plain TCP and WebSocket; certificates (AWS::IoT::Policy, things) are not run, devices sign in by the authorizer',
]

/**
 * The laptop's AWS IoT message broker, on 127.0.0.1. Who connects is asked of the template's authorizer, and its policies
 * are enforced for every connect, publish, subscription and delivery. A port of 0 takes a free one.
 */
export const startBroker = async (options: {
  template: Template
  clock: Pick<Clock, 'now' | 'at'>
  invoke: Invoke
  rules: TopicRules
  /** Where lasting sessions and retained messages are kept. */
  folder: string
  ports: { mqtt: number; webSocket: number }
  onEvent: (event: BrokerEvent) => void
}): Promise<Broker> => {
  const { rules, onEvent } = options
  const sessions = createSessions(createAuthorize(options.template, options.invoke), options.clock)

  const kept = await openKeptSessions(join(options.folder, 'mqtt-sessions.ndjson'))

  const refuse = (clientId: string, reason: RefusalReason, detail: string): AuthenticateError => {
    onEvent({ kind: 'refused', reason, clientId, detail })
    return Object.assign(new Error(`${reason}: ${detail}`), { returnCode: notAuthorized })
  }
  const deny = (client: Client, denial: Denial | undefined) => denial && refuse(client.id, denial.reason, denial.detail)

  const aedes = await Aedes.createBroker({
    persistence: kept.persistence,
    drainTimeout: drainWithinMillis,
    authenticate: async (client, username, password, done) => {
      const opened = await sessions.open(client, { clientId: client.id, username, password })
      if ('refused' in opened) return done(refuse(client.id, opened.refused, opened.detail), null)
      if (client.closed) sessions.close(client)
      done(null, true)
    },
    authorizePublish: (client, packet, done) => {
      const session = client && sessions.of(client)
      if (!session) return done(new Error(`nobody may publish to ${packet.topic} without a session`))
      const denied = deny(client, publishDenial(session, packet))
      if (denied) return done(denied)
      const { topic } = packet
      if (!session.mayPublishNow()) {
        const detail = `more than ${mqttLimits.publishesPerSecond} publishes in a second: ${topic}`
        onEvent({ kind: 'refused', reason: 'too_many_publishes', clientId: client.id, detail })
        discard(packet)
        return done()
      }
      onEvent({ kind: 'published', topic, clientId: client.id, bytes: packet.payload.length })
      const publish = { topic, payload: bytesOf(packet.payload), clientId: client.id, principal: session.principalId }
      // acknowledged when the rules have it: what a kill -9 loses was never acknowledged, and the client sends it again
      session.inOrder(rules.run(publish), done)
    },
    authorizeSubscribe: (client, subscription, done) => {
      const session = sessions.of(client)
      const allowed = session && !deny(client, subscribeDenial(session, subscription))
      done(null, allowed ? subscription : null)
    },
    authorizeForward: (client, packet) => {
      const session = sessions.of(client)
      return session && !deny(client, receiveDenial(session, packet.topic)) ? packet : null
    },
  })

  const expiry = createExpiry(options.clock, (clientId) => void kept.forget(clientId))
  for (const clientId of kept.clientIds()) expiry.left(clientId)
  aedes.on('clientReady', ({ id }) => {
    expiry.returned(id)
    onEvent({ kind: 'connected', clientId: id })
  })
  aedes.on('clientError', ({ id, closed }, { message }) => {
    const detail = `more than ${mqttLimits.unreadBytes} bytes wait for it`
    if (message === 'drain timeout' && !closed)
      onEvent({ kind: 'refused', reason: 'not_reading', clientId: id, detail })
  })
  aedes.on('clientDisconnect', (client) => {
    sessions.close(client)
    if (!client.clean) expiry.left(client.id)
    onEvent({ kind: 'disconnected', clientId: client.id })
  })

  const listeners = await listen(aedes, options.ports, (clientId, bytes) => {
    const detail = `a packet of ${bytes} bytes is announced, at most ${mqttLimits.packetBytes} are allowed`
    onEvent({ kind: 'refused', reason: 'payload_too_large', clientId, detail })
  })

  return {
    ...listeners.urls,
    publish: async (message) => {
      onEvent({ kind: 'published', topic: message.topic })
      await rules.run({ topic: message.topic, payload: message.payload })
      if (parseBasicIngest(message.topic) !== undefined) return
      await nextTurn() // aedes keeps the order of publishes that start in turns of their own
      await new Promise<void>((resolve, reject) => {
        aedes.publish({ cmd: 'publish', dup: false, ...message }, (error) => (error ? reject(error) : resolve()))
      })
    },
    close: async () => {
      await listeners.close()
      await rules.idle()
      kept.close()
    },
  }
}
