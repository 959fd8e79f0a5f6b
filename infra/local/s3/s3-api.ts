import { join } from 'node:path'
import { ApiError } from '../api-error.ts'
import type { Resource, Template } from '../contracts.ts'
import type { ApiRequest, ApiResponse, RestService } from '../endpoint.ts'
import type { HappenedEvent } from '../event-rules.ts'
import { nameOf } from '../template/attributes.ts'
import { chunkedBody } from './chunked-body.ts'
import { type ObjectHead, type Objects, openObjects } from './objects.ts'
import { checkPresigned, isPresigned } from './presigned.ts'
import { errorXml, listXml } from './xml.ts'

const maxKeyBytes = 1024
const maxKeysPerPage = 1000

/**
 * S3's REST API over the template's buckets: PutObject, GetObject, HeadObject, DeleteObject and ListObjectsV2, with the
 * bucket in the path (as the SDK speaks to an address of numbers). No versions, metadata, ranges or delimiters. Presigned
 * addresses are honoured as long as they say, by the clock. `onCreated` hears of objects in buckets that tell EventBridge.
 */
export const s3Api = ({ template, folder, now = Date.now, onCreated }: S3Options): RestService => {
  const resources = template.ofType('AWS::S3::Bucket')
  const buckets = new Map(resources.map((bucket) => [nameOf(bucket), openObjects(join(folder, nameOf(bucket)))]))
  const telling = new Set(resources.filter(tellsEventBridge).map((bucket) => nameOf(bucket)))
  return {
    actionOf,
    errorBody: ({ code, message }) => errorXml(code, message),
    handle: async (request, { action }) => {
      const { bucket, key } = addressOf(request.path)
      const objects = buckets.get(bucket)
      if (objects === undefined)
        throw new ApiError('NoSuchBucket', `The specified bucket does not exist: ${bucket}.`, 404)
      if (Buffer.byteLength(key) > maxKeyBytes) throw new ApiError('KeyTooLongError', 'Your key is too long.')
      if (isPresigned(request)) checkPresigned(request, now())
      const answer = answers[action]?.(objects, key, request, bucket) ?? unknown(request)
      if (action === 'PutObject' && telling.has(bucket)) onCreated?.(createdEvent(bucket, objects.get(key)))
      return answer
    },
  }
}

type S3Options = {
  template: Template
  folder: string
  /** The clock's time, for addresses that expire. */
  now?: () => number
  onCreated?: (event: HappenedEvent) => void
}

const tellsEventBridge = ({ properties }: Resource): boolean => {
  const { NotificationConfiguration } = properties as {
    NotificationConfiguration?: { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean } }
  }
  const told = NotificationConfiguration?.EventBridgeConfiguration
  return told !== undefined && told.EventBridgeEnabled !== false
}

/** Source: Amazon S3 user guide, "EventBridge event message structure". */
const createdEvent = (bucket: string, object: ObjectHead | undefined): HappenedEvent => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: [`arn:aws:s3:::${bucket}`],
  detail: {
    version: '0',
    bucket: { name: bucket },
    object: { key: object?.key ?? '', size: object?.bytes ?? 0, etag: object?.etag.replaceAll('"', '') },
    reason: 'PutObject',
  },
})

type Answer = (objects: Objects, key: string, request: ApiRequest, bucket: string) => ApiResponse

const answers: Readonly<Record<string, Answer>> = {
  PutObject: (objects, key, { body, headers }) => {
    const { etag } = objects.put(key, headers['x-amz-decoded-content-length'] === undefined ? body : chunkedBody(body))
    return { status: 200, headers: { etag } }
  },
  GetObject: (objects, key, { query }) => {
    const found = objects.get(key)
    if (found === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.', 404)
    const disposition = query.get('response-content-disposition')
    const headers = { ...headersOf(found), ...(disposition !== null && { 'content-disposition': disposition }) }
    return { status: 200, headers, body: found.body }
  },
  HeadObject: (objects, key) => {
    const found = objects.get(key)
    // an answer to HEAD has no body that could say more
    if (found === undefined) return { status: 404 }
    return { status: 200, headers: { ...headersOf(found), 'content-length': found.bytes } }
  },
  DeleteObject: (objects, key) => {
    objects.delete(key)
    return { status: 204 }
  },
  ListObjectsV2: (objects, _, { query }, bucket) => {
    const prefix = query.get('prefix') ?? ''
    const token = query.get('continuation-token')
    const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString('utf8')
    const limit = Math.min(Number(query.get('max-keys') ?? maxKeysPerPage), maxKeysPerPage)
    const keys = objects.keys(prefix, after)
    const page = keys.slice(0, limit)
    const next = keys.length > limit ? Buffer.from(page.at(-1) ?? '').toString('base64url') : undefined
    const contents = page.flatMap((key) => objects.get(key) ?? [])
    return { status: 200, headers: xml, body: listXml({ bucket, prefix, limit, contents, next }) }
  },
}

/** Which of the API's actions a request is; undefined for one that the laptop does not have. */
const actionOf = ({ method, path, query }: ApiRequest): string | undefined => {
  const isObject = addressOf(path).key !== ''
  if (!isObject) return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : undefined
  // `?acl`, `?tagging`, `?uploads` and the like are other actions on the same address
  if ([...query.keys()].some((name) => !/^(x-id$|x-amz-|response-)/i.test(name))) return undefined
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method]
}

const addressOf = (path: string) => {
  const [, bucket = '', ...key] = path.split('/')
  return { bucket, key: decodeURIComponent(key.join('/')) }
}

const xml = { 'content-type': 'application/xml' }

const headersOf = ({ etag, modifiedAt }: ObjectHead) => ({
  etag,
  'last-modified': modifiedAt.toUTCString(),
  'content-type': 'binary/octet-stream',
})

const unknown = ({ method, path }: ApiRequest): never => {
  throw new ApiError('NotImplemented', `The laptop's S3 does not know ${method} ${path}.`, 501)
}
