import { basicIngest, topics } from '../domain/topic.ts'
import type { DeviceClaims } from './device-token.ts'

/** Where the topics are: policies name them by ARN. */
type IotPlace = { region: string; account: string }

type IotPolicy = {
  Version: '2012-10-17'
  Statement: { Effect: 'Allow'; Action: string; Resource: string[] }[]
}

/**
 * What a phone or gateway may do on MQTT: speak for itself and, a phone, hear what is meant for it. AWS lets `*` span
 * levels, so whoever reads its reports still checks the topic level by level. Throws when an id could reach further than
 * itself. At most 2,048 characters as JSON, AWS's limit.
 */
export const devicePolicy = (claims: DeviceClaims, { region, account }: IotPlace): IotPolicy => {
  const wide = Object.values(claims).find((value) => !/^[\w.:-]{1,64}$/.test(value))
  if (wide !== undefined)
    throw new Error(`'${wide}' can't be part of a policy: ids have 1 to 64 letters, digits and . : _ - only`)
  const allow = (action: string, type: string, names: readonly string[]) => ({
    Effect: 'Allow' as const,
    Action: `iot:${action}`,
    Resource: names.map((name) => `arn:aws:iot:${region}:${account}:${type}/${name}`),
  })
  const messages = claims.kind === 'phone' ? [topics.messages(claims.id)] : []
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Connect', 'client', clientIds(claims)),
      allow('Publish', 'topic', published(claims)),
      ...(claims.kind === 'phone'
        ? [allow('Subscribe', 'topicfilter', messages), allow('Receive', 'topic', messages)]
        : []),
    ],
  }
}

/**
 * A device connects as itself, a gateway with its venue's id in front: two venues may call theirs alike, and of two connections
 * with one name MQTT ends the older. A phone may hold a second connection that only listens: what it published would not count.
 */
export const clientIds = (claims: DeviceClaims): string[] =>
  claims.kind === 'phone' ? [claims.id, `${claims.id}-listener`] : [gatewayClientId(claims.venueId, claims.id)]

/** A colon, because no id holds one: dots do, and `a.b` in `c` would be `a` in `b.c`. */
export const gatewayClientId = (venueId: string, gatewayId: string): string => `${venueId}:${gatewayId}`

/** IoT Core's limit. Two ids of 64 characters have one too many. */
export const longestClientId = 128

/** Each topic twice: by the broker, and by Basic Ingest to the rule that reads it. */
const published = (claims: DeviceClaims): string[] => {
  if (claims.kind === 'gateway') {
    const { venueId, id } = claims
    return [topics.gateway(venueId, id, '*'), basicIngest.gateway(venueId, id, '*')]
  }
  const { id } = claims
  return [topics, basicIngest].flatMap((to) => [
    to.sightings('*', id),
    to.position('*', id),
    to.calibration('*', id),
    to.receipts(id),
  ])
}
