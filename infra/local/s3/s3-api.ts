import { join } from 'node:path'
import { ApiError } from '../api-error.ts'
import type { Template } from '../contracts.ts'
import type { ApiRequest, ApiResponse, RestService } from '../endpoint.ts'
import { nameOf } from '../template/attributes.ts'
import { chunkedBody } from './chunked-body.ts'
import { type ObjectHead, type Objects, openObjects } from './objects.ts'
import { errorXml, listXml } from './xml.ts'

const maxKeyBytes = 1024
const maxKeysPerPage = 1000

/**
 * S3's REST API over the template's buckets: PutObject, GetObject, HeadObject, DeleteObject and ListObjectsV2, with the
 * bucket in the path (as the SDK speaks to an address of numbers). No versions, metadata, ranges or delimiters.
 */
export const s3Api = ({ template, folder }: { template: Template; folder: string }): RestService => {
  const buckets = new Map(
    template.ofType('AWS::S3::Bucket').map((bucket) => [nameOf(bucket), openObjects(join(folder, nameOf(bucket)))]),
  )
  return {
    actionOf,
    errorBody: ({ code, message }) => errorXml(code, message),
    handle: async (request, { action }) => {
      const { bucket, key } = addressOf(request.path)
      const objects = buckets.get(bucket)
      if (objects === undefined)
        throw new ApiError('NoSuchBucket', `The specified bucket does not exist: ${bucket}.`, 404)
      if (Buffer.byteLength(key) > maxKeyBytes) throw new ApiError('KeyTooLongError', 'Your key is too long.')
      return answers[action]?.(objects, key, request, bucket) ?? unknown(request)
    },
  }
}

type Answer = (objects: Objects, key: string, request: ApiRequest, bucket: string) => ApiResponse

const answers: Readonly<Record<string, Answer>> = {
  PutObject: (objects, key, { body, headers }) => {
    const { etag } = objects.put(key, headers['x-amz-decoded-content-length'] === undefined ? body : chunkedBody(body))
    return { status: 200, headers: { etag } }
  },
  GetObject: (objects, key) => {
    const found = objects.get(key)
    if (found === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.', 404)
    return { status: 200, headers: headersOf(found), body: found.body }
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
  if ([...query.keys()].some((name) => !/^(x-id$|x-amz-)/i.test(name))) return undefined
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
