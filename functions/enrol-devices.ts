import { randomUUID } from 'node:crypto'
import { signDeviceToken } from '#shared/access/device-token.ts'
import { dynamodb, kinesis, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { phoneTokenAnswer } from '#shared/schemas/answers.ts'
import { enrolPhone } from '#shared/use-cases/manage-devices.ts'

const secret = secretReader(secretsManager(), env('DEVICE_KEY_SECRET'))
const enrol = enrolPhone({
  devices: dynamoDevices(dynamodb(), env('DIRECTORY_TABLE')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
})

export const handler = httpHandler({
  'POST /devices': route({
    summary: 'Enrols a phone: a random id, and a token that opens its own topics',
    roles: 'anybody',
    answers: { 201: { is: 'Who the phone is now', schema: phoneTokenAnswer } },
    run: async ({ now }) => {
      const deviceId = randomUUID()
      await enrol(deviceId, now)
      return {
        status: 201,
        body: { deviceId, ...(await signDeviceToken(await secret(), { kind: 'phone', id: deviceId }, now)) },
      }
    },
  }),
})
