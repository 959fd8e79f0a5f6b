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
  const wide = Object.values(claims).find((value) => !/^[\w.:-]{1,128}$/.test(value))
  if (wide !== undefined)
    throw new Error(`'${wide}' can't be part of a policy: ids have 1 to 128 letters, digits and . : _ - only`)
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

/** A device connects as itself. A phone may hold a second connection that only listens: what it published would not count. */
export const clientIds = ({ kind, id }: DeviceClaims): string[] => (kind === 'phone' ? [id, `${id}-listener`] : [id])

/** Each topic twice: by the broker, and by Basic Ingest to the rule that reads it. */
const published = (claims: DeviceClaims): string[] => {
  if (claims.kind === 'gateway') {
    const { venueId, id } = claims
    return [topics.gateway(venueId, id, '*'), basicIngest.gateway(venueId, id, '*')]
  }
  const { id } = claims
  return [topics.sightings('*', id), topics.receipts(id), basicIngest.sightings('*', id), basicIngest.receipts(id)]
}
