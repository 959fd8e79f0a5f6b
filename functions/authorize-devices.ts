import { secretsManager } from '#shared/adapters/aws/clients.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { deviceAuthorizer } from '#shared/lambda/device-authorizer.ts'
import { env } from '#shared/lambda/environment.ts'

export const handler = deviceAuthorizer(secretReader(secretsManager(), env('DEVICE_KEY_SECRET')))
