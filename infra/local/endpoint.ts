import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError } from './api-error.ts'
import type { ApiCall } from './contracts.ts'
import type { Judge } from './iam/judge.ts'
import { functionOfAccessKey } from './lambda/functions.ts'

/** One API request as it came. `body` is the raw bytes, `json` what they say: parsed once, when somebody asks. */
export type ApiRequest = {
  method: string
  path: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
  json: () => Record<string, unknown>
}
export type ApiResponse = { status: number; headers?: OutgoingHttpHeaders; body?: string | Buffer }

/** A service that answers JSON to JSON. Rejects with ApiError; anything else becomes an InternalFailure. */
export type JsonService = (action: string, body: Record<string, unknown>, call: ApiCall) => unknown
/** A service that takes and gives bytes: REST ones, and those that would only pass JSON on. */
export type RawService = (request: ApiRequest, call: ApiCall) => Promise<ApiResponse>
/** A service whose actions are told by method and address, and whose errors have a shape of their own. */
export type RestService = {
  /** Undefined for what the service does not know. */
  actionOf(request: ApiRequest): string | undefined
  handle: RawService
  errorBody(error: ApiError): string
}

/** Comes between a call and its service: may refuse it, lose its answer (`ConnectionLost`), or let it `go`. */
export type Interfere = (call: ApiCall, go: () => Promise<ApiResponse>) => Promise<ApiResponse>

/** Thrown by who interferes: the caller gets no answer, its connection is reset. */
export class ConnectionLost extends Error {}

/** The laptop's AWS: one HTTP server on 127.0.0.1 that every SDK call passes through, and is counted. */
export type Endpoint = {
  readonly port: number
  readonly url: string
  serveJson(service: string, handler: JsonService): void
  /** `action` is what a REST service's calls are called; others name theirs in `X-Amz-Target`. */
  serveRaw(service: string, handler: RawService, action?: string): void
  serveRest(service: string, rest: RestService): void
  /** From now on each call is judged before its service hears of it. */
  judgeBy(judge: Judge): void
  /** From now on each call that is allowed passes here: for tests of what goes wrong. */
  interfereBy(interfere: Interfere): void
  /** Calls so far, by `service.action`. */
  calls(): Record<string, number>
  close(): Promise<void>
}

const servicesByTarget: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  Kinesis_20131202: 'kinesis',
  AmazonSQS: 'sqs',
  Firehose_20150804: 'firehose',
  secretsmanager: 'secretsmanager',
}

/** The largest request of any service that the laptop has: 500 records of a stream. */
const maxBodyBytes = 16 * 1024 * 1024
/** S3 takes objects of 5 GB in one request; the laptop holds them in memory. */
const maxObjectBytes = 256 * 1024 * 1024

/** Starts the endpoint on `port`, or on a free one for 0. Services may be added while it runs. */
export const startEndpoint = async ({ port }: { port: number }): Promise<Endpoint> => {
  const services = new Map<string, Served>()
  const counts = new Map<string, number>()
  let judge: Judge = () => undefined
  let interfere: Interfere | undefined

  /** The one place where each call passes. */
  const answer = async (request: ApiRequest): Promise<ApiResponse> => {
    const { service, action, accessKey } = addressOf(request)
    const found = services.get(service)
    const name = action ?? found?.actionOf(request)
    if (found === undefined || name === undefined) {
      throw new ApiError(
        'UnknownOperationException',
        `The laptop has no service for ${request.method} ${request.path} (${service || 'unsigned'}).`,
      )
    }
    const functionId = functionOfAccessKey(accessKey)
    const call: ApiCall = { service, action: name, ...(functionId !== undefined && { functionId }) }
    const key = `${service}.${name}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    const judging = judge(call, { path: request.path, body: request.json })
    if (judging !== undefined) await judging
    const go = () => found.handle(request, call)
    return interfere === undefined ? go() : interfere(call, go)
  }

  const server = createServer((request, response) => {
    readBody(request, isForS3(request) ? maxObjectBytes : maxBodyBytes)
      .then((body) => requestOf(request, body))
      .then((asked) => answer(asked).catch((error) => errorResponse(error, services.get(addressOf(asked).service))))
      .catch((error) => errorResponse(error))
      .then((result) => (result === undefined ? request.socket.destroy() : send(request, response, result)))
  })
  server.keepAliveTimeout = 60_000 // idle SDK connections stay, as they do on AWS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo

  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    serveJson: (service, handler) => services.set(service, { handle: fromJson(handler), actionOf: () => undefined }),
    serveRaw: (service, handle, action) => services.set(service, { handle, actionOf: () => action }),
    serveRest: (service, rest) => services.set(service, rest),
    judgeBy: (given) => {
      judge = given
    },
    interfereBy: (given) => {
      interfere = given
    },
    calls: () => Object.fromEntries(counts),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Served = Pick<RestService, 'actionOf' | 'handle'> & Partial<RestService>

/** From `X-Amz-Target: Kinesis_20131202.PutRecord`, or for REST from the scope that the request is signed for. */
const addressOf = ({ headers, query }: Pick<ApiRequest, 'headers' | 'query'>) => {
  const header = /Credential=([^,\s]+)/.exec(String(headers.authorization))?.[1]
  // a presigned address carries its credential itself
  const [accessKey = '', , , scope = ''] = (header ?? query.get('X-Amz-Credential') ?? '').split('/')
  const [prefix = '', action] = String(headers['x-amz-target'] ?? '').split('.')
  return { service: servicesByTarget[prefix] ?? scope, action, accessKey }
}

const fromJson =
  (handler: JsonService): RawService =>
  async ({ json }, call) => {
    const answer = await handler(call.action, json(), call)
    return { status: 200, body: JSON.stringify(answer ?? {}) }
  }

const parse = (body: Buffer): Record<string, unknown> => {
  try {
    return JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>
  } catch {
    throw new ApiError('SerializationException', 'The body is not JSON.')
  }
}

const isForS3 = ({ url = '', headers }: IncomingMessage) =>
  addressOf({ headers, query: new URLSearchParams(url.split('?', 2)[1] ?? '') }).service === 's3'

const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > limit) throw new ApiError('RequestEntityTooLargeException', `More than ${limit} bytes.`, 413)
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}

const requestOf = (request: IncomingMessage, body: Buffer): ApiRequest => {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
  let parsed: Record<string, unknown> | undefined
  const json = () => {
    parsed ??= parse(body)
    return parsed
  }
  const { method = 'GET', headers } = request
  return { method, path, query: new URLSearchParams(query), headers, body, json }
}

/** What a caller is told of an error; undefined where nothing more can be told. */
const errorResponse = (error: unknown, service?: Served): (ApiResponse & { code: string }) | undefined => {
  if (error instanceof ConnectionLost) return undefined
  const known =
    error instanceof ApiError
      ? error
      : new ApiError('InternalFailure', error instanceof Error ? error.message : String(error), 500)
  const { code, status, message } = known
  if (service?.errorBody)
    return { status, code, headers: { 'content-type': 'application/xml' }, body: service.errorBody(known) }
  return { status, code, body: JSON.stringify({ __type: code, message }) }
}

const send = (request: IncomingMessage, response: ServerResponse, result: ApiResponse & { code?: string }) => {
  const { status, body = '' } = result
  const type = request.headers['content-type']
  response.writeHead(status, {
    'content-type': type?.startsWith('application/x-amz-json') ? type : 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...result.headers,
    ...(result.code !== undefined && { 'x-amzn-errortype': result.code }),
  })
  response.end(body)
}
