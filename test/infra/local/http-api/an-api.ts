import type { Resource } from '#infra/local/contracts.ts'

export const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:manage-venues'
export const v2 = (logicalId: string, kind: string, properties: Record<string, unknown>): Resource => ({
  logicalId,
  type: `AWS::ApiGatewayV2::${kind}`,
  properties: { ApiId: 'Api', ...properties },
})
export const aRoute = (id: string, key: string, more: Record<string, unknown> = {}) =>
  v2(id, 'Route', { RouteKey: key, Target: 'integrations/Integration', ...more })
const signedIn = { AuthorizationType: 'JWT', AuthorizerId: 'Authorizer' }
/** An HTTP API with a public route, one behind a token, and one behind a scope. */
export const resources = [
  v2('Api', 'Api', {
    ProtocolType: 'HTTP',
    CorsConfiguration: {
      AllowOrigins: ['https://console.example'],
      AllowMethods: ['GET'],
      AllowHeaders: ['authorization'],
      MaxAge: 600,
    },
  }),
  v2('Stage', 'Stage', { StageName: '$default', AutoDeploy: true }),
  v2('Integration', 'Integration', {
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: functionArn,
    PayloadFormatVersion: '2.0',
    TimeoutInMillis: 200,
  }),
  v2('Authorizer', 'Authorizer', {
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Audience: ['console'], Issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/pool' },
  }),
  aRoute('Open', 'POST /devices'),
  aRoute('Venue', 'GET /venues/{venueId}', signedIn),
  aRoute('Scoped', 'GET /scoped', { ...signedIn, AuthorizationScopes: ['venues/write'] }),
]
