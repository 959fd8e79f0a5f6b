import type { Context } from 'aws-lambda'
import { clientIds, devicePolicy } from '#shared/access/device-policy.ts'
import { verifyDeviceToken } from '#shared/access/device-token.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'

/** What AWS IoT asks a custom authorizer when a client connects over MQTT. */
export type ConnectRequest = {
  protocolData?: { mqtt?: { clientId?: string; username?: string; password?: string } }
}

export type ConnectAnswer = {
  isAuthenticated: boolean
  principalId?: string
  disconnectAfterInSeconds?: number
  refreshAfterInSeconds?: number
  policyDocuments?: string[]
}

const disconnectAfterInSeconds = 24 * 60 * 60
const refreshAfterInSeconds = 60 * 60

/**
 * The custom authorizer: the MQTT password is the device's token, and the client id its own. The answer is a policy that
 * reaches no further than the device itself.
 */
export const deviceAuthorizer = (secret: () => Promise<string>) =>
  handle<ConnectRequest, ConnectAnswer>(async ({ protocolData }, context: Context): Promise<ConnectAnswer> => {
    const { clientId, password } = protocolData?.mqtt ?? {}
    const claims = await verifyDeviceToken(await secret(), Buffer.from(password ?? '', 'base64').toString('utf8'))
    const refused =
      'refused' in claims
        ? claims.refused
        : clientIds(claims).includes(clientId ?? '')
          ? undefined
          : `client ${clientId} shows the token of ${claims.id}`
    if (refused !== undefined || 'refused' in claims) {
      log('info', 'a connection was refused', { clientId, reason: refused })
      return { isAuthenticated: false }
    }
    const [, , , region = '', account = ''] = context.invokedFunctionArn.split(':')
    return {
      isAuthenticated: true,
      principalId: claims.id.replaceAll(/[^a-z0-9]/gi, '').slice(0, 128),
      disconnectAfterInSeconds,
      refreshAfterInSeconds,
      policyDocuments: [JSON.stringify(devicePolicy(claims, { region, account }))],
    }
  })
