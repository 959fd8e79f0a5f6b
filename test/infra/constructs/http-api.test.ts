import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

/** Which function a route leads to: route → integration → function's name. */
const servedBy = (target: unknown) => {
  const integration = template.the('ApiGatewayV2::Integration', String(target).replace(/^integrations\/<(.*)>$/, '$1'))
  const id = String(integration.properties.IntegrationUri).replace(/^<(.*)\.Arn>$/, '$1')
  return template.the('Lambda::Function', id).properties.FunctionName
}

test('every route leads to its function, and all but enrolment, the documents and signed webhooks need a token', () => {
  const routes = template
    .ofType('ApiGatewayV2::Route')
    .map(({ properties: { RouteKey, Target, AuthorizationType, AuthorizerId } }) => [
      RouteKey,
      servedBy(Target),
      AuthorizationType === 'JWT' && AuthorizerId === '<HttpApiSignedIn>' ? 'signed in' : AuthorizationType,
    ])
  const parts = ['floors', 'zones', 'pois', 'beacons', 'gateways', 'signs'].flatMap((kind) => {
    const collection = `/venues/{venueId}/${kind}`
    const item = `${collection}/{${kind.slice(0, -1)}Id}`
    return [`GET ${collection}`, `GET ${item}`, `PUT ${item}`, `DELETE ${item}`]
  })
  const calibration = [
    'POST /venues/{venueId}/calibrations',
    'GET /venues/{venueId}/calibrations',
    'GET /venues/{venueId}/calibrations/{walkId}',
    'DELETE /venues/{venueId}/calibrations/{walkId}',
    'POST /venues/{venueId}/calibrations/{walkId}/taps',
    'POST /venues/{venueId}/calibrations/{walkId}/sightings',
    'POST /venues/{venueId}/calibrations/{walkId}/finish',
    'POST /venues/{venueId}/radio-maps',
    'GET /venues/{venueId}/radio-maps',
    'GET /venues/{venueId}/radio-maps/{version}',
  ]
  const marketing = [
    ...['journey', 'segment', 'offer', 'template', 'persona'].flatMap((one) => [
      `GET /${one}s`,
      ...['GET', 'PUT', 'DELETE'].map((method) => `${method} /${one}s/{${one}Id}`),
    ]),
    'GET /settings',
    'PUT /settings',
    'DELETE /settings',
  ]
  expect(routes.sort()).toEqual(
    [
      ...calibration.map((key) => [key, 'usher-manage-calibrations', 'signed in']),
      ...marketing.map((key) => [key, 'usher-manage-journeys', 'signed in']),
      ...parts.map((key) => [key, 'usher-manage-venues', 'signed in']),
      ['DELETE /venues/{venueId}', 'usher-manage-venues', 'signed in'],
      ['GET /audit', 'usher-publish-releases', 'signed in'],
      ['GET /customers/{customerId}', 'usher-manage-customers', 'signed in'],
      ['GET /devices/{deviceId}', 'usher-manage-devices', 'signed in'],
      ['GET /diff', 'usher-publish-releases', 'signed in'],
      ['GET /explanations', 'usher-explain-decisions', 'signed in'],
      ['GET /failed-batches', 'usher-manage-failed-batches', 'signed in'],
      ['GET /failed-batches/batch', 'usher-manage-failed-batches', 'signed in'],
      ['GET /openapi.json', 'usher-describe-api', 'NONE'],
      ['GET /parked', 'usher-manage-parked', 'signed in'],
      ['GET /parked/{parkedId}', 'usher-manage-parked', 'signed in'],
      ['GET /releases', 'usher-publish-releases', 'signed in'],
      ['GET /releases/{version}', 'usher-publish-releases', 'signed in'],
      ['GET /releases/{version}/diff', 'usher-publish-releases', 'signed in'],
      ['GET /venues', 'usher-manage-venues', 'signed in'],
      ['GET /venues/{venueId}', 'usher-manage-venues', 'signed in'],
      ['GET /venues/{venueId}/tasks', 'usher-manage-tasks', 'signed in'],
      ['POST /venues/{venueId}/tasks/{taskId}/claim', 'usher-manage-tasks', 'signed in'],
      ['POST /venues/{venueId}/tasks/{taskId}/done', 'usher-manage-tasks', 'signed in'],
      ['GET /venues/{venueId}/zones/at', 'usher-locate-zones', 'signed in'],
      ['POST /devices', 'usher-enrol-devices', 'NONE'],
      ['POST /customers/search', 'usher-find-audiences', 'signed in'],
      ['POST /dry-runs', 'usher-find-audiences', 'signed in'],
      ['POST /segments/estimate', 'usher-find-audiences', 'signed in'],
      ['POST /explanations/compute', 'usher-explain-decisions', 'signed in'],
      ['POST /events', 'usher-receive-events', 'signed in'],
      ['POST /failed-batches/redrive', 'usher-manage-failed-batches', 'signed in'],
      ['POST /parked/redrive', 'usher-manage-parked', 'signed in'],
      ...['GET /pauses', 'POST /pause', 'GET /feeds', 'PUT /feeds/{feedName}', 'DELETE /feeds/{feedName}'].map(
        (key) => [key, 'usher-manage-journeys', 'signed in'],
      ),
      ['GET /offers/{offerId}/stock', 'usher-stock-offers', 'signed in'],
      ['PUT /offers/{offerId}/stock', 'usher-stock-offers', 'signed in'],
      ['POST /redemptions', 'usher-redeem-offers', 'signed in'],
      ['POST /redemptions/batch', 'usher-redeem-offers', 'signed in'],
      ['POST /journeys/{journeyId}/runs', 'usher-manage-journeys', 'signed in'],
      ['POST /journeys/{journeyId}/test', 'usher-send-journeys', 'signed in'],
      ['POST /journeys/{journeyId}/broadcast', 'usher-send-journeys', 'signed in'],
      ['POST /publish', 'usher-publish-releases', 'signed in'],
      ['POST /rollback', 'usher-publish-releases', 'signed in'],
      ['POST /validate', 'usher-publish-releases', 'signed in'],
      ['POST /venues/{venueId}/gateways/{gatewayId}/token', 'usher-enrol-gateways', 'signed in'],
      ['POST /venues/{venueId}/validate', 'usher-publish-releases', 'signed in'],
      ['PUT /customers/{customerId}', 'usher-manage-customers', 'signed in'],
      ['PUT /devices/{deviceId}', 'usher-manage-devices', 'signed in'],
      ['PUT /venues/{venueId}', 'usher-manage-venues', 'signed in'],
      ['GET /venues/{venueId}/export', 'usher-manage-imports', 'signed in'],
      ['GET /venues/{venueId}/jobs', 'usher-manage-imports', 'signed in'],
      ['GET /venues/{venueId}/jobs/{jobId}', 'usher-manage-imports', 'signed in'],
      ['POST /venues/{venueId}/imports', 'usher-manage-imports', 'signed in'],
      ['POST /venues/{venueId}/webhooks/{engine}', 'usher-manage-webhooks', 'signed in'],
      ['POST /webhooks/{venueId}/cisco', 'usher-receive-webhooks', 'NONE'],
      ['POST /webhooks/{venueId}/mist', 'usher-receive-webhooks', 'NONE'],
      ['GET /venues/{venueId}/occupancy', 'usher-count-visitors', 'signed in'],
      ['GET /venues/{venueId}/visitors', 'usher-count-visitors', 'signed in'],
      ['GET /venues/{venueId}/health', 'usher-show-health', 'signed in'],
    ].sort(),
  )
})

test('tokens are those of our user pool, for our client', () => {
  expect(template.the('ApiGatewayV2::Authorizer', 'HttpApiSignedIn').properties).toEqual({
    ApiId: '<HttpApi>',
    Name: 'signed-in',
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: {
      Audience: ['<SignInUsersConsole>'],
      Issuer: 'https://cognito-idp.<AWS::Region>.amazonaws.com/<SignInUsers>',
    },
  })
})

test('the API, and no other, may invoke the functions of its routes, and only those', () => {
  const mayInvoke = template
    .ofType('Lambda::Permission')
    .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
    .map(({ properties }) => [properties.FunctionName, properties.SourceArn])
  const api = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<HttpApi>/*/*'
  const integrated = template
    .ofType('ApiGatewayV2::Integration')
    .map(({ properties }) => String(properties.IntegrationUri).replace('.Arn>', '>'))
  expect(mayInvoke.sort()).toEqual(integrated.map((fn) => [fn, api]).sort())
})

test('a stack holds all of it, with room for a few functions more', () => {
  expect(template.resources.length).toBeLessThan(495)
})

test('a page of another origin may read and send etags, and delete', () => {
  expect(template.the('ApiGatewayV2::Api', 'HttpApi').properties.CorsConfiguration).toEqual({
    AllowOrigins: ['*'],
    AllowMethods: ['GET', 'PUT', 'POST', 'DELETE'],
    AllowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key'],
    ExposeHeaders: ['etag'],
    MaxAge: 3600,
  })
})

test('calls are throttled and logged, enrolment hardest', () => {
  const { DefaultRouteSettings, RouteSettings, AccessLogSettings } = template.the(
    'ApiGatewayV2::Stage',
    'HttpApiStage',
  ).properties
  expect({ DefaultRouteSettings, RouteSettings }).toEqual({
    DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    RouteSettings: {
      'POST /devices': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 50 },
      'POST /webhooks/{venueId}/mist': { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      'POST /webhooks/{venueId}/cisco': { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      'GET /openapi.json': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 50 },
    },
  })
  expect(AccessLogSettings).toMatchObject({ DestinationArn: '<HttpApiAccessLogs.Arn>' })
})

test('functions get payload format 2.0', () => {
  const formats = template.ofType('ApiGatewayV2::Integration').map(({ properties }) => properties.PayloadFormatVersion)
  expect(new Set(formats)).toEqual(new Set(['2.0']))
})

test('those who sign in have a strong password and a second factor, and nobody signs up alone', () => {
  const { Policies, MfaConfiguration, EnabledMfas, AdminCreateUserConfig, UserPoolAddOns } = template.the(
    'Cognito::UserPool',
    'SignInUsers',
  ).properties
  expect({ Policies, MfaConfiguration, EnabledMfas, AdminCreateUserConfig, UserPoolAddOns }).toEqual({
    Policies: {
      PasswordPolicy: {
        MinimumLength: 14,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        TemporaryPasswordValidityDays: 3,
      },
    },
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
  })
})

test('the console signs people in for an hour at a time, and does not tell who has an account', () => {
  expect(template.the('Cognito::UserPoolClient', 'SignInUsersConsole').properties).toMatchObject({
    UserPoolId: '<SignInUsers>',
    AccessTokenValidity: 60,
    IdTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    AllowedOAuthFlowsUserPoolClient: false,
    GenerateSecret: false,
    PreventUserExistenceErrors: 'ENABLED',
  })
})

test('there is a group for every role', () => {
  expect(template.ofType('Cognito::UserPoolGroup').map(({ properties }) => properties.GroupName)).toEqual([
    'admin',
    'operator',
    'marketer',
    'analyst',
    'associate',
    'integration',
  ])
})
