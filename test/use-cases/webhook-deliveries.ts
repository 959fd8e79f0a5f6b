import { createHmac } from 'node:crypto'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { openWebhook } from '#shared/use-cases/open-webhook.ts'
import { type Delivery, receiveWebhook } from '#shared/use-cases/receive-webhook.ts'
import { at } from '#test/support/builders.ts'
import { watchedPorts } from './support.ts'

const base = 'a key that nobody knows'
export const adas = 'ac233f000001'
export const strangers = 'ac233fffff03'

/** An engine's event of where Ada's tag is. */
export const aPlace = (own: object = {}) => ({
  mac: adas,
  map_id: 'map-1',
  x: 4,
  y: 2,
  timestamp: at(59) / 1000,
  ...own,
})
export const aMistBody = (...events: readonly object[]) =>
  JSON.stringify({ topic: 'location', events: events.length === 0 ? [aPlace()] : events })

/** A store whose operator opened the webhook of Mist and Cisco, and where Ada's tag is registered. */
export const openDoors = async () => {
  const watched = watchedPorts()
  const { memory, ports, calls } = watched
  const secretOf = async () => base
  const hardware = hardwareKey(base, adas)
  await memory.devices.save({ id: 'tag-ada', kind: 'tag', staff: false, hardwareKey: hardware })
  const open = openWebhook(memory, secretOf)
  const opened = async (engine: 'mist' | 'cisco', seconds = 0) => {
    const door = await open('store', engine, at(seconds))
    if (door === 'conflict') throw new Error('the webhook was opened by somebody else')
    return door.secret
  }
  const secrets = { mist: await opened('mist'), cisco: await opened('cisco') }
  calls.length = 0

  /** As Mist delivers it, so many seconds into the morning. */
  const fromMist = (body: string, seconds = 60, secret = secrets.mist): Delivery => ({
    venueId: 'store',
    engine: 'mist',
    headers: { 'x-mist-signature-v2': createHmac('sha256', secret).update(body).digest('hex') },
    body: Buffer.from(body),
    receivedAt: at(seconds),
  })
  /** As a forwarder of Cisco's stream delivers it, sent and received then. */
  const fromCisco = (body: string, seconds = 60, sentAt = seconds): Delivery => {
    const time = String(at(sentAt) / 1000)
    const key = Buffer.from(secrets.cisco.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(`msg-1.${time}.${body}`).digest('base64')
    return {
      venueId: 'store',
      engine: 'cisco',
      headers: { 'webhook-id': 'msg-1', 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` },
      body: Buffer.from(body),
      receivedAt: at(seconds),
    }
  }
  return { ...watched, fromMist, fromCisco, opened, receive: receiveWebhook(ports, secretOf) }
}
