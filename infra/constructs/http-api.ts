import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Aws, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Foundations } from './foundations.ts'
import { UsherLogGroup } from './log-group.ts'
import type { SignIn } from './sign-in.ts'
import type { UsherFunction } from './usher-function.ts'

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
export type RouteKey = `${Method} /${string}`

/** API Gateway gives up after 30 s. */
export const HTTP_TIMEOUT_SECONDS = 29

const THROTTLE = { throttlingRateLimit: 100, throttlingBurstLimit: 200 }
// Nobody signs in to enrol a phone or to read the documents: this is what stands between a script and a directory full of phones.
const PUBLIC_THROTTLE = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 50 }

/** No addresses: neither where a shopper's phone calls from nor the path, which may name a customer. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  subject: '$context.authorizer.claims.sub',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
}

/** The HTTP API: a route needs a token of our user pool unless it says why not. */
export class HttpApi extends Construct {
  readonly api: CfnApi
  private readonly authorizer: CfnAuthorizer
  private readonly stage: CfnStage
  private readonly publicRoutes: Record<string, typeof PUBLIC_THROTTLE> = {}

  constructor(scope: Construct, id: string, { key, signIn }: Pick<Foundations, 'key'> & { signIn: SignIn }) {
    super(scope, id)
    this.api = new CfnApi(this, 'Api', {
      name: 'usher',
      protocolType: 'HTTP',
      // Any origin: there are no cookies to abuse, a page that has no token gets nothing.
      corsConfiguration: {
        allowOrigins: ['*'],
        allowMethods: ['GET', 'PUT', 'POST', 'DELETE'],
        allowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key'],
        exposeHeaders: ['etag'],
        maxAge: 3600,
      },
    })
    this.authorizer = new CfnAuthorizer(this, 'SignedIn', {
      apiId: this.api.ref,
      name: 'signed-in',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: signIn.issuer, audience: [signIn.client.userPoolClientId] },
    })
    const logs = new UsherLogGroup(this, 'AccessLogs', key)
    this.stage = new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: THROTTLE,
    })
  }

  /** Leads these routes to a function, for whoever is signed in. What their role may do is the function's to say. */
  route(to: UsherFunction, ...routeKeys: RouteKey[]) {
    this.connect(to, routeKeys, { authorizationType: 'JWT', authorizerId: this.authorizer.ref })
  }

  /** Leads routes to a function for everybody, throttled. */
  publicRoute(
    to: UsherFunction,
    routeKeys: RouteKey | RouteKey[],
    reason: string,
    throttle: typeof PUBLIC_THROTTLE = PUBLIC_THROTTLE,
  ) {
    for (const route of this.connect(to, [routeKeys].flat(), { authorizationType: 'NONE' })) {
      Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason })
      this.publicRoutes[route.routeKey] = throttle
      // Settings of a route that does not exist yet are refused.
      this.stage.addResourceDependency(route)
    }
    this.stage.routeSettings = this.publicRoutes
  }

  private connect(
    to: UsherFunction,
    routeKeys: RouteKey[],
    access: { authorizationType: string; authorizerId?: string },
  ) {
    const integration = new CfnIntegration(to, 'Integration', {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: to.fn.functionArn,
      payloadFormatVersion: '2.0',
    })
    // One for all routes of a function: a stack holds 500 resources, and which routes there are is said here alone.
    new CfnPermission(to, 'Invoke', {
      action: 'lambda:InvokeFunction',
      functionName: to.fn.functionName,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.ref}/*/*`,
    })
    return routeKeys.map(
      (routeKey) =>
        new CfnRoute(this, routeKey, {
          apiId: this.api.ref,
          routeKey,
          target: `integrations/${integration.ref}`,
          ...access,
        }),
    )
  }
}
