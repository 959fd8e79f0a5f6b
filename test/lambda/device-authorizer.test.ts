import { beforeEach, expect, test } from 'vitest'
import { devicePolicy } from '#shared/access/device-policy.ts'
import { type DeviceClaims, signDeviceToken } from '#shared/access/device-token.ts'
import { deviceAuthorizer } from '#shared/lambda/device-authorizer.ts'
import { lambdaContext } from './http-event.ts'
import { printed } from './printed.ts'

let lines: ReturnType<typeof printed>['lines']
beforeEach(() => {
  lines = printed().lines
})

const secret = 'a secret of at least thirty-two characters'
const authorize = deviceAuthorizer(async () => secret)
const phone: DeviceClaims = { kind: 'phone', id: 'phone-1' }
const gateway: DeviceClaims = { kind: 'gateway', id: 'door.gateway', venueId: 'store' }

const connect = (mqtt: { clientId?: string; password?: string }) => authorize({ protocolData: { mqtt } }, lambdaContext)
const encoded = (password: string) => Buffer.from(password).toString('base64')
const tokenOf = async (claims: DeviceClaims, now = Date.now(), key = secret) =>
  encoded((await signDeviceToken(key, claims, now)).token)

test.each([
  ['phone', phone, 'phone-1', 'phone1'],
  ['gateway', gateway, 'store:door.gateway', 'doorgateway'],
])('a %s with its own token gets a policy that reaches no further than itself', async (...given) => {
  const [, claims, clientId, principalId] = given
  expect(await connect({ clientId, password: await tokenOf(claims) })).toEqual({
    isAuthenticated: true,
    principalId,
    disconnectAfterInSeconds: 86_400,
    refreshAfterInSeconds: 3600,
    policyDocuments: [JSON.stringify(devicePolicy(claims, { region: 'eu-central-1', account: '000000000000' }))],
  })
})

const yearAndDayAgo = Date.now() - 366 * 24 * 3600 * 1000

test.each([
  ['of another client', async () => ({ clientId: 'phone-2', password: await tokenOf(phone) })],
  ['of a gateway without its venue', async () => ({ clientId: gateway.id, password: await tokenOf(gateway) })],
  ['without a client id', async () => ({ password: await tokenOf(phone) })],
  ['that has expired', async () => ({ clientId: 'phone-1', password: await tokenOf(phone, yearAndDayAgo) })],
  [
    'that somebody else signed',
    async () => ({ clientId: 'phone-1', password: await tokenOf(phone, Date.now(), secret.toUpperCase()) }),
  ],
  ['that is garbage', async () => ({ clientId: 'phone-1', password: encoded('open sesame') })],
  ['that is not even base64', async () => ({ clientId: 'phone-1', password: '\u0000§§' })],
  ['that is missing', async () => ({ clientId: 'phone-1' })],
])('a token %s is refused, and the log says why', async (_, mqtt) => {
  expect(await connect(await mqtt())).toEqual({ isAuthenticated: false })
  expect(lines.map(({ message, reason }) => [message, typeof reason])).toEqual([['a connection was refused', 'string']])
})

test('a connection without MQTT is refused', async () => {
  expect(await authorize({}, lambdaContext)).toEqual({ isAuthenticated: false })
})

test('a secret that cannot be read is an outage, and nobody is refused for it', async () => {
  const broken = deviceAuthorizer(async () => {
    throw new Error('secrets are away')
  })
  await expect(broken({ protocolData: { mqtt: { clientId: 'phone-1' } } }, lambdaContext)).rejects.toThrow(
    'secrets are away',
  )
})
