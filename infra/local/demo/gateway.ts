import { connect } from 'mqtt'
import { gatewayClientId } from '#shared/access/device-policy.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Gateway } from '#shared/domain/venue.ts'
import { type HeardTag, writers } from './gateway-formats.ts'

type GatewayOptions = {
  mqttUrl: string
  venueId: string
  gateway: Gateway
  token: string
  onTrouble(error: Error): void
}

type ConnectedGateway = {
  /** Sends what was heard in a second. Like most gateways it forgets what it hears while it is offline. */
  report(heard: readonly HeardTag[], at: number): void
  close(): Promise<void>
}

/** A gateway as hardware would behave: its own connection, its own format. */
export const connectGateway = ({ mqttUrl, venueId, gateway, token, onTrouble }: GatewayOptions): ConnectedGateway => {
  const write = writers[gateway.format ?? '']
  if (!write) {
    const known = Object.keys(writers).join(', ')
    throw new Error(`gateway ${gateway.id} speaks ${gateway.format}: the demo can only write ${known}`)
  }
  const topic = topics.gateway(venueId, gateway.id, gateway.format ?? '')
  const address = addressOf(gateway.id)
  const client = connect(mqttUrl, {
    protocolVersion: 4,
    clientId: gatewayClientId(venueId, gateway.id),
    username: 'usher?x-amz-customauthorizer-name=usher-devices',
    password: token,
    reconnectOnConnackError: true,
    queueQoSZero: false,
  })
  client.on('error', onTrouble)
  return {
    report: (heard, at) => {
      if (client.connected) for (const payload of write(address, heard, at)) client.publish(topic, payload)
    },
    close: () => client.endAsync(!client.connected),
  }
}

/** Minew's prefix, and three bytes of the name. */
const addressOf = (gatewayId: string) => {
  const sum = [...gatewayId].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 0x100_0000, 7)
  return `ac233f${sum.toString(16).padStart(6, '0')}`
}
