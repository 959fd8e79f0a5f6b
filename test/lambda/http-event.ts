import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda'
import { at } from '#test/support/builders.ts'

type Asked = {
  body?: unknown
  params?: Record<string, string>
  query?: Record<string, string>
  groups?: string
  base64?: boolean
}

/** A request as the HTTP API hands it on. `groups` are of the caller's token: `marketer`, or `[operator@store analyst]`. */
export const httpEvent = (
  routeKey: string,
  { body, params = {}, query, groups, base64 = false }: Asked = {},
): APIGatewayProxyEventV2WithJWTAuthorizer => {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const [method = '', path = ''] = routeKey.split(' ')
  const claims = groups === undefined ? {} : { 'cognito:groups': groups }
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {},
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer: { principalId: 'somebody', integrationLatency: 0, jwt: { claims, scopes: [] } },
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      time: '21/Nov/2026:09:00:00 +0000',
      timeEpoch: at(0),
    },
    pathParameters: params,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    isBase64Encoded: base64,
    ...(text === undefined ? {} : { body: base64 ? Buffer.from(text).toString('base64') : text }),
  }
}

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'usher',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:usher',
  memoryLimitInMB: '256',
  awsRequestId: 'request-1',
  logGroupName: 'usher',
  logStreamName: 'usher',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
}
