import mqtt, { type MqttClient } from 'mqtt'
import { type Enrolment, enrol } from '#shared/client/enrol.ts'
import { topics } from '#shared/domain/topic.ts'
import { journey, reportOf, venue } from './place.ts'
import type { LoadedSystem } from './system.ts'

const requestsAtATime = 4
const username = 'usher?x-amz-customauthorizer-name=usher-devices'

export type Crowd = {
  readonly size: number
  readonly deviceIds: readonly string[]
  /** Lets one phone report; a report that crosses causes a message. */
  report(phone: number, crosses: boolean): void
  /** Milliseconds from publish to the message on the phone, for all that came since the last call. */
  latencies(): number[]
  /** Reports that were published, and messages that are on their way. */
  counts(): { published: number; underWay: number }
  close(): Promise<void>
}

type Phone = { client: MqttClient; deviceId: string; shop: 0 | 1; reports: number; waiting: number[] }

/** Publishes the two shops and their journey. */
export const openPlace = async (system: LoadedSystem): Promise<void> => {
  const { id, ...content } = venue
  await call(system, 'PUT', `/venues/${id}`, content)
  await call(system, 'PUT', '/journeys/over-here', journey)
  await call(system, 'POST', '/publish', { venueId: id })
}

/** Enrols so many phones of as many customers, each with a connection of its own. */
export const gather = async (system: LoadedSystem, size: number): Promise<Crowd> => {
  const latencies: number[] = []
  let published = 0

  const join = async (): Promise<Phone> => {
    const identity = await enrol({ apiUrl: system.apiUrl })
    const { deviceId } = identity
    const customerId = `of-${deviceId}`
    const consents = { marketing: { status: 'granted' } }
    await call(system, 'PUT', `/customers/${customerId}`, { traits: { tier: 'gold' }, staff: false, consents })
    await call(system, 'PUT', `/devices/${deviceId}`, { kind: 'phone', staff: false, customerId })
    const phone: Phone = { client: await connect(system, identity), deviceId, shop: 0, reports: 0, waiting: [] }
    phone.client.on('message', () => {
      const from = phone.waiting.shift()
      if (from !== undefined) latencies.push(performance.now() - from)
    })
    await phone.client.subscribeAsync(topics.messages(deviceId), { qos: 1 })
    return phone
  }
  const phones = await inTurns(size, join)
  await system.ask('idle')

  return {
    size,
    deviceIds: phones.map(({ deviceId }) => deviceId),
    report: (number, crosses) => {
      const phone = phones[number % size]
      if (phone === undefined) return
      if (crosses) phone.shop = phone.shop === 0 ? 1 : 0
      const report = reportOf(phone.reports++, phone.shop, crosses, Date.now())
      if (crosses) phone.waiting.push(performance.now())
      phone.client.publish(topics.sightings(venue.id, phone.deviceId), JSON.stringify(report), { qos: 1 })
      published += 1
    },
    latencies: () => latencies.splice(0),
    counts: () => ({ published, underWay: phones.reduce((sum, { waiting }) => sum + waiting.length, 0) }),
    close: async () => {
      await Promise.all(phones.map(({ client }) => client.endAsync(true)))
    },
  }
}

const connect = async ({ mqttUrl }: LoadedSystem, { deviceId, token }: Enrolment): Promise<MqttClient> => {
  const client = await mqtt.connectAsync(mqttUrl, {
    protocolVersion: 4,
    clientId: deviceId,
    username,
    password: token,
    clean: true,
    reconnectPeriod: 0,
  })
  // small packets must not wait for each other (Nagle)
  const socket = client.stream as { setNoDelay?: (on: boolean) => void }
  socket.setNoDelay?.(true)
  return client
}

const call = async ({ apiUrl, token }: LoadedSystem, method: 'PUT' | 'POST', path: string, body: unknown) => {
  const answer = await fetch(apiUrl.replace(/\/$/, '') + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} was refused with ${answer.status}: ${text.slice(0, 500)}`)
}

const inTurns = async <T>(count: number, work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  let started = 0
  const worker = async () => {
    while (started < count) {
      started += 1
      results.push(await work())
    }
  }
  await Promise.all(Array.from({ length: requestsAtATime }, worker))
  return results
}
