import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIssuer } from '#infra/local/http-api/issuer.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-issuer-'))
})
afterAll(() => rm(directory, { recursive: true }))

test('anybody can check its tokens with what it publishes, for 24 hours', async () => {
  const issuer = await startIssuer({ directory, port: 0, clientId: 'console' })
  const token = await issuer.tokenFor(['operator@mall'], { subject: 'u1' })
  const configuration = await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(configuration.jwks_uri)), {
    issuer: configuration.issuer,
  })
  expect(payload).toEqual({
    sub: 'u1',
    username: 'u1',
    iss: issuer.url,
    client_id: 'console',
    token_use: 'access',
    'cognito:groups': ['operator@mall'],
    iat: expect.any(Number),
    exp: (payload.iat ?? 0) + 24 * 60 * 60,
    jti: expect.any(String),
  })
  expect((await fetch(issuer.url)).status).toBe(404)
  await issuer.close()
})

test('its key is made once, kept for its owner only, and only the public half is shown', async () => {
  const first = await startIssuer({ directory, port: 0, clientId: 'console' })
  await first.close()
  const second = await startIssuer({ directory, port: 0, clientId: 'console' })
  await second.close()
  expect(second.jwks).toEqual(first.jwks)
  expect(Object.keys(first.jwks.keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  expect((await stat(join(directory, 'issuer.json'))).mode & 0o777).toBe(0o600)
})
