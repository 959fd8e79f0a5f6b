import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { jsonAnswer, serveHttp } from '../http.ts'
import type { TokenIssuer } from './jwt-authorizer.ts'

const tokenLifetime = '24h' // of real time: a token outlives any speed of the clock

export type LocalIssuer = TokenIssuer & {
  /** Makes an access token as Cognito's for somebody in these groups (`marketer`, `operator@harbour`). */
  tokenFor(grants: readonly string[], options?: { subject?: string }): Promise<string>
  close(): Promise<void>
}

/**
 * Stands in for the Cognito user pool: an OpenID issuer on 127.0.0.1 whose key is made once and kept in
 * `directory`/issuer.json. `clientId` is the audience that the template's authorizer asks for (`tokenAudience`).
 */
export const startIssuer = async (options: {
  directory: string
  port: number
  clientId: string
}): Promise<LocalIssuer> => {
  const privateJwk = await loadKey(join(options.directory, 'issuer.json'))
  const privateKey = await importJWK(privateJwk, 'RS256')
  const { kty, n, e, kid } = privateJwk
  const jwks = { keys: [{ kty, n, e, kid, alg: 'RS256', use: 'sig' } as JWK & { kty: string }] }

  const documents: Record<string, unknown> = { '/.well-known/jwks.json': jwks }
  const { url, close } = await serveHttp(options.port, async (request) => {
    const document = documents[request.url ?? '']
    if (document === undefined)
      return jsonAnswer(404, { message: `only ${Object.keys(documents).join(' and ')} are here` })
    return jsonAnswer(200, document)
  })
  documents['/.well-known/openid-configuration'] = {
    issuer: url,
    jwks_uri: `${url}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public'],
    response_types_supported: ['token'],
  }

  return {
    url,
    jwks,
    tokenFor: (grants, { subject = `local-${grants.join('-')}` } = {}) =>
      new SignJWT({ client_id: options.clientId, token_use: 'access', 'cognito:groups': grants, username: subject })
        .setProtectedHeader({ alg: 'RS256', kid: kid ?? '' })
        .setSubject(subject)
        .setIssuer(url)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(tokenLifetime)
        .sign(privateKey),
    close,
  }
}

const loadKey = async (file: string): Promise<JWK> => {
  const kept = await readFile(file, 'utf8').catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (kept !== undefined) return JSON.parse(kept)
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const named = { ...jwk, kid: await calculateJwkThumbprint(jwk) }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(named), { mode: 0o600 })
  await rename(`${file}.new`, file) // a half-written key never looks like one
  return named
}
