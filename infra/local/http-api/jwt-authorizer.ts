import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import type { JwtAuthorizer } from './routes.ts'

/** Who is trusted to sign tokens, and with which keys. */
export type TokenIssuer = { url: string; jwks: JSONWebKeySet }

/** What a handler gets to know of a token: claims as text, and which of the route's scopes it has (null: the route has none). */
export type JwtContext = { claims: Record<string, string>; scopes: string[] | null }
type JwtRefusal = { refused: 401 | 403; reason: string }

/**
 * Checks the bearer token of a request as API Gateway's JWT authorizer does: signature, issuer, time, the audience in
 * `aud` or else `client_id`, and one of the route's scopes where it has some.
 */
export const createJwtCheck = (issuer: TokenIssuer) => {
  const keys = createLocalJWKSet(issuer.jwks)
  return async (header: string | undefined, authorizer: JwtAuthorizer): Promise<JwtContext | JwtRefusal> => {
    const token = header?.replace(/^bearer /i, '')
    if (!token) return { refused: 401, reason: 'no token: send Authorization: Bearer <token>' }
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: issuer.url, algorithms: ['RS256'] })
      return checkClaims(payload, authorizer)
    } catch (error) {
      if (error instanceof errors.JOSEError) return { refused: 401, reason: error.message }
      throw error
    }
  }
}

const checkClaims = (payload: JWTPayload, { audience, scopes }: JwtAuthorizer): JwtContext | JwtRefusal => {
  const meantFor = [payload.aud ?? payload.client_id].flat()
  if (!meantFor.some((one) => audience.some((wanted) => wanted === one)))
    return { refused: 401, reason: `the token is for '${meantFor.join(', ')}', not for '${audience.join(', ')}'` }
  const given = String(payload.scope ?? '').split(' ')
  if (scopes.length > 0 && !scopes.some((scope) => given.includes(scope)))
    return { refused: 403, reason: `the token has none of the scopes ${scopes.join(', ')}` }
  const claims = Object.entries(payload).map(([name, value]) => [name, flatten(value)] as const)
  return {
    claims: Object.fromEntries(claims),
    scopes: scopes.length > 0 ? scopes.filter((scope) => given.includes(scope)) : null,
  }
}

/** API Gateway makes text of every claim, and `[a b]` of a list. */
const flatten = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(flatten).join(' ')}]`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
