import * as z from 'zod'
import type { Resource, Template } from '../contracts.ts'
import { type CorsConfiguration, corsSchema } from './cors.ts'

export type JwtAuthorizer = { audience: readonly string[]; scopes: readonly string[] }

export type Route = {
  /** As in the template: `GET /venues/{venueId}` or `$default`. */
  key: string
  functionArn: string
  timeoutMs: number
  authorizer: JwtAuthorizer | undefined
}

/** The template's HTTP API: what it is called, where each request goes, and what browsers may do. */
export type HttpApi = {
  apiId: string
  cors: CorsConfiguration | undefined
  routes: readonly Route[]
}

/** What this HTTP API can't do that AWS does; for the list that is printed at start. */
export const httpApiNotes = [
  'HTTP API: throttling and access logs are not run',
  'Cognito: the user pool is stood in for by a local issuer, its tokens are printed at start',
]

const apiSchema = z.object({ ProtocolType: z.literal('HTTP'), CorsConfiguration: corsSchema.optional() })
const stageSchema = z.object({ StageName: z.literal('$default', { error: 'only the stage $default runs here' }) })
const routeSchema = z.object({
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
})
const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.number().min(50).max(30_000).default(30_000),
})
const authorizerSchema = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Audience: z.array(z.string()).min(1), Issuer: z.string() }),
})

/** Reads the HTTP API of a template. Throws, naming the resource, when it is not one, or says what can't run here. */
export const readHttpApi = (template: Template): HttpApi => {
  const [api, ...more] = template.ofType('AWS::ApiGatewayV2::Api')
  if (api === undefined || more.length > 0)
    throw new Error(`the template has ${more.length + (api ? 1 : 0)} resources AWS::ApiGatewayV2::Api, one is run here`)
  for (const stage of template.ofType('AWS::ApiGatewayV2::Stage')) read(stageSchema, stage)
  return {
    apiId: api.logicalId,
    cors: read(apiSchema, api).CorsConfiguration,
    routes: template.ofType('AWS::ApiGatewayV2::Route').map((route) => readRoute(route, template)),
  }
}

/** Whom the API's tokens have to be for. Throws when no route asks for a token. */
export const tokenAudience = ({ routes }: HttpApi): string => {
  const [audience] = routes.flatMap(({ authorizer }) => authorizer?.audience ?? [])
  if (audience === undefined)
    throw new Error('no route of the HTTP API has a JWT authorizer: there is nobody to make tokens for')
  return audience
}

const readRoute = (resource: Resource, template: Template): Route => {
  const route = read(routeSchema, resource)
  const integration = read(integrationSchema, find(template, route.Target.slice('integrations/'.length), resource))
  return {
    key: route.RouteKey,
    functionArn: functionArnOf(integration.IntegrationUri),
    timeoutMs: integration.TimeoutInMillis,
    authorizer: route.AuthorizationType === 'JWT' ? readAuthorizer(route, resource, template) : undefined,
  }
}

const readAuthorizer = (route: z.output<typeof routeSchema>, resource: Resource, template: Template): JwtAuthorizer => {
  const { JwtConfiguration } = read(authorizerSchema, find(template, route.AuthorizerId ?? '', resource))
  return { audience: JwtConfiguration.Audience, scopes: route.AuthorizationScopes }
}

const read = <T>(schema: z.ZodType<T>, { logicalId, properties }: Resource): T => {
  const parsed = schema.safeParse(properties)
  if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

const find = (template: Template, reference: string, from: Resource): Resource => {
  const found = template.find(reference)
  if (found === undefined)
    throw new Error(`${from.logicalId} refers to '${reference}', which the template does not have`)
  return found
}

/** A function's ARN, bare or inside `arn:aws:apigateway:…:lambda:path/…/functions/{arn}/invocations`. */
const functionArnOf = (uri: string) => /arn:[^/]*:lambda:[^/]*:function:[^/]+/.exec(uri)?.[0] ?? uri
