import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ApiError } from '../api-error.ts'
import { region } from '../aws.ts'
import type { ApiRequest } from '../endpoint.ts'

/** The one secret of the laptop's functions, and of tools that would upload themselves. */
const secretKey = 'laptop'
const longestSeconds = 7 * 24 * 60 * 60

/** Whether a request carries its signature in its address. */
export const isPresigned = ({ query }: Pick<ApiRequest, 'query'>): boolean => query.has('X-Amz-Signature')

/**
 * Refuses a presigned request as S3 does: with AccessDenied after its time, with SignatureDoesNotMatch when anything that was
 * signed has been changed, headers included. `now` in milliseconds since 1970.
 * Source: Amazon S3 API reference, "Authenticating requests: using query parameters (AWS Signature Version 4)".
 */
export const checkPresigned = ({ method, path, query, headers, body }: ApiRequest, now: number): void => {
  const date = query.get('X-Amz-Date') ?? ''
  const seconds = Number(query.get('X-Amz-Expires'))
  const [, day = '', , service = ''] = (query.get('X-Amz-Credential') ?? '').split('/')
  const signedAt = timeOf(date)
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || Number.isNaN(signedAt) || !(seconds > 0))
    throw new ApiError('AuthorizationQueryParametersError', 'X-Amz-Date or X-Amz-Expires is missing or wrong.')
  if (seconds > longestSeconds)
    throw new ApiError('AuthorizationQueryParametersError', 'X-Amz-Expires must be less than a week (604800 s).')
  if (now > signedAt + seconds * 1000) throw new ApiError('AccessDenied', 'Request has expired', 403)

  const signedHeaders = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  const canonical = [
    method,
    path,
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .sort()
      .join('&'),
    ...signedHeaders.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    signedHeaders.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (under, part) => createHmac('sha256', under).update(part).digest(),
    `AWS4${secretKey}`,
  )
  const expected = createHmac('sha256', key).update(toSign).digest()
  const given = Buffer.from(query.get('X-Amz-Signature') ?? '', 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ApiError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    )
  const length = headers['content-length']
  if (length !== undefined && Number(length) !== body.length)
    throw new ApiError('IncompleteBody', 'You did not provide the number of bytes specified by Content-Length.')
}

/** `20260101T000000Z` in milliseconds since 1970. */
const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

/** As AWS escapes: encodeURIComponent, and what that leaves out. */
const escaped = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
