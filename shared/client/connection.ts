import mqtt, { type MqttClient } from 'mqtt'
import type { Identity } from './enrol.ts'

const firstRetryMilliseconds = 250
const lastRetryMilliseconds = 30_000
const username = 'usher?x-amz-customauthorizer-name=usher-devices'

/** Publishes at quality of service 1. Resolves with the acknowledgement, even if that takes a reconnect. */
export type Publish = (topic: string, payload: string) => Promise<void>

type ConnectionOptions = {
  mqttUrl: string
  identity: Identity
  topic: string
  /** Resolves when the payload is safe: only then is it acknowledged. */
  onPayload(payload: Uint8Array): Promise<void>
  onOnline(): void
  onTrouble(error: Error): void
}

type Connection = {
  /** Connected, and subscribed: an answer to what is published now finds its way. */
  isOnline(): boolean
  publish: Publish
  close(): Promise<void>
}

/** A lasting MQTT session: the broker keeps messages while the phone is away, and the phone keeps coming back. */
export const openConnection = (options: ConnectionOptions): Connection => {
  const client = mqtt.connect(options.mqttUrl, {
    protocolVersion: 4,
    clientId: options.identity.deviceId,
    username,
    password: options.identity.token,
    clean: false,
    resubscribe: false,
    reconnectPeriod: firstRetryMilliseconds,
    reconnectOnConnackError: true,
  })
  let online = false
  let publishing = 0

  client.handleMessage = (packet, done) => {
    const payload = typeof packet.payload === 'string' ? new TextEncoder().encode(packet.payload) : packet.payload
    options
      .onPayload(payload)
      .catch(options.onTrouble)
      .finally(() => done())
  }
  client.on('connect', async () => {
    sendAtOnce(client)
    try {
      await client.subscribeAsync(options.topic, { qos: 1 })
    } catch (error) {
      return options.onTrouble(asError(error))
    }
    client.options.reconnectPeriod = firstRetryMilliseconds
    online = true
    options.onOnline()
  })
  client.on('close', () => {
    online = false
  })
  client.on('reconnect', () => {
    client.options.reconnectPeriod = longerRetry(client.options.reconnectPeriod ?? firstRetryMilliseconds)
  })
  client.on('error', options.onTrouble)

  return {
    isOnline: () => online && client.connected,
    publish: async (topic, payload) => {
      publishing += 1
      try {
        await client.publishAsync(topic, payload, { qos: 1 })
      } finally {
        publishing -= 1
      }
    },
    // a polite goodbye waits for acknowledgements, which may never come
    close: () => client.endAsync(publishing > 0 || !client.connected),
  }
}

/** Twice as long with jitter, so that a venue of phones does not come back in one instant. */
const longerRetry = (milliseconds: number) => Math.min(lastRetryMilliseconds, milliseconds * (1.5 + Math.random()))

/** Small packets must not wait for each other (Nagle). Sockets of a browser have no such knob. */
const sendAtOnce = (client: MqttClient) => {
  const socket = client.stream as { setNoDelay?: (on: boolean) => void }
  socket.setNoDelay?.(true)
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
