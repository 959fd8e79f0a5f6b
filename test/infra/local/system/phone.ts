import mqtt, { type MqttClient } from 'mqtt'
import { enrol, type Identity } from '#shared/client/enrol.ts'
import type { Message } from '#shared/domain/message.ts'
import { topics } from '#shared/domain/topic.ts'
import { beaconOf, type Spot } from './harbour.ts'
import type { Laptop } from './laptop.ts'

const username = 'usher?x-amz-customauthorizer-name=usher-devices'

/** A bare MQTT client in a shopper's hand: it says what a test wants it to say. */
export type TestPhone = Identity & {
  client: MqttClient
  /** Every message that came, repeated ones included. */
  messages: Message[]
  publish(topic: string, payload: string | Buffer): Promise<void>
  /** Publishes a report, and waits until all that comes of it has reached the phone. */
  report(sightings: readonly unknown[]): Promise<void>
  /** Waits until all that was published has been processed, and what came of it is here. */
  settled(): Promise<void>
  close(): Promise<void>
}

type Place = Pick<Laptop, 'api'> & { system: Pick<Laptop['system'], 'apiUrl' | 'mqttUrl' | 'idle'> }

/** Enrols a phone; with a customer, she has said yes to marketing. */
export const aPhone = async (laptop: Place, { customerId }: { customerId?: string } = {}): Promise<TestPhone> => {
  const identity = await enrol({ apiUrl: laptop.system.apiUrl })
  if (customerId !== undefined) {
    await laptop.api('marketer', 'PUT', `/customers/${customerId}`, { consents: { marketing: 'granted' } })
    await laptop.api('operator', 'PUT', `/devices/${identity.deviceId}`, { kind: 'phone', customerId })
  }
  await laptop.system.idle()
  return connectPhone(laptop, identity)
}

/** Connects a phone that has enrolled. */
export const connectPhone = async ({ system }: Pick<Place, 'system'>, identity: Identity): Promise<TestPhone> => {
  const { deviceId, token } = identity
  const client = await mqtt.connectAsync(system.mqttUrl, {
    protocolVersion: 4,
    clientId: deviceId,
    username,
    password: token,
    reconnectPeriod: 0,
  })
  const messages: Message[] = []
  client.on('message', (_, payload) => messages.push(JSON.parse(payload.toString())))
  const listen = () => client.subscribeAsync(topics.messages(deviceId), { qos: 1 })
  await listen()
  const publish = async (topic: string, payload: string | Buffer) => {
    await client.publishAsync(topic, payload, { qos: 1 })
  }
  const settled = async () => {
    await system.idle()
    await listen() // its acknowledgement comes after what was sent before it
  }
  return {
    ...identity,
    client,
    messages,
    publish,
    settled,
    report: async (sightings) => {
      await publish(topics.sightings('harbour', deviceId), JSON.stringify({ sightings }))
      await settled()
    },
    close: () => client.endAsync(true),
  }
}

/** Three sightings of a spot's beacon, a second apart, the last one `at`: enough to be there. */
export const approaching = (spot: Spot, at: number) => [2, 1, 0].map((seconds) => aSighting(spot, at - seconds * 1000))

export const aSighting = (spot: Spot | 'nowhere', at: number, own: object = {}) => ({
  id: `${spot}-${at}`,
  at,
  beacon: beaconOf(spot),
  rssi: -60,
  ...own,
})

/** A gateway of a venue, connected under its own token. */
export const connectGateway = async (
  { api, system }: Place,
  gatewayId: string,
  venueId = 'harbour',
): Promise<MqttClient> => {
  const { body } = await api('operator', 'POST', `/venues/${venueId}/gateways/${gatewayId}/token`)
  const { clientId, token } = body as { clientId: string; token: string }
  return mqtt.connectAsync(system.mqttUrl, {
    protocolVersion: 4,
    clientId,
    username,
    password: token,
    reconnectPeriod: 0,
  })
}
