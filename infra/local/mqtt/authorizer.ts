import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { arnOf } from '../aws.ts'
import type { Invoke, Template } from '../contracts.ts'
import { type Permits, readPolicies } from './policy.ts'

/** What a client says of itself in its CONNECT packet. */
export type Credentials = { clientId: string; username: string | undefined; password: Buffer | undefined }

/** What a connection may do: `may('iot:Publish', 'topic/usher/…')`. Seconds by the laptop's clock. */
export type Permission = {
  principalId: string
  disconnectAfterSeconds: number
  refreshAfterSeconds: number
  may(action: string, resource: string): boolean
}

/** Why somebody may not connect. `reason` is for counters, `detail` for a person. */
export type Refusal = { refused: 'unknown_authorizer' | 'authorizer_failed' | 'not_authenticated'; detail: string }

export type Authorize = (credentials: Credentials) => Promise<Permission | Refusal>

const authorizerSchema = z.object({
  AuthorizerName: z.string(),
  AuthorizerFunctionArn: z.string(),
  SigningDisabled: z.literal(true, { error: 'signed tokens are not run here: set SigningDisabled to true' }),
  Status: z.enum(['ACTIVE', 'INACTIVE']).default('INACTIVE'),
})

const seconds = z.number().int().min(300).max(86_400)
const answerSchema = z.discriminatedUnion('isAuthenticated', [
  z.object({ isAuthenticated: z.literal(false) }),
  z.object({
    isAuthenticated: z.literal(true),
    principalId: z.string().regex(/^[a-zA-Z0-9]{1,128}$/, 'must be 1 to 128 letters and digits, nothing else'),
    disconnectAfterInSeconds: seconds,
    refreshAfterInSeconds: seconds,
    policyDocuments: z.array(z.unknown()).max(10),
  }),
])

/**
 * Asks the template's AWS::IoT::Authorizer that the user name calls for (`any?x-amz-customauthorizer-name=…`).
 * Source: AWS IoT developer guide, "Defining your Lambda function" of custom authentication.
 */
export const createAuthorize = (template: Template, invoke: Invoke): Authorize => {
  const authorizers = template.ofType('AWS::IoT::Authorizer').map(({ logicalId, properties }) => {
    const parsed = authorizerSchema.safeParse(properties)
    if (!parsed.success) throw new Error(`authorizer ${logicalId}: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  })
  return async ({ clientId, username, password }) => {
    const name = new URLSearchParams(username?.slice(username.indexOf('?') + 1)).get('x-amz-customauthorizer-name')
    const authorizer = authorizers.find((one) => one.AuthorizerName === name && one.Status === 'ACTIVE')
    if (authorizer === undefined) {
      const names = authorizers.map((one) => one.AuthorizerName).join(', ')
      const detail = `user name '${username ?? ''}' names no authorizer: end it in ?x-amz-customauthorizer-name= and one of ${names}`
      return { refused: 'unknown_authorizer', detail }
    }
    const event = {
      signatureVerified: false,
      protocols: ['mqtt'],
      protocolData: { mqtt: { username, password: password?.toString('base64'), clientId } },
      connectionMetadata: { id: randomUUID() },
    }
    try {
      return permission(await invoke(authorizer.AuthorizerFunctionArn, event), clientId)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { refused: 'authorizer_failed', detail: `authorizer ${authorizer.AuthorizerName}: ${reason}` }
    }
  }
}

const permission = (given: unknown, clientId: string): Permission | Refusal => {
  const parsed = answerSchema.safeParse(given)
  if (!parsed.success) throw new Error(`its answer is not one that AWS takes: ${z.prettifyError(parsed.error)}`)
  const answer = parsed.data
  if (!answer.isAuthenticated)
    return { refused: 'not_authenticated', detail: `client '${clientId}' did not prove who it is` }
  const permits: Permits = readPolicies(answer.policyDocuments, { clientId })
  return {
    principalId: answer.principalId,
    disconnectAfterSeconds: answer.disconnectAfterInSeconds,
    refreshAfterSeconds: answer.refreshAfterInSeconds,
    may: (action, resource) => permits(action, arnOf('iot', resource)),
  }
}
