import { dynamodb, kinesis, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoPhoneBook } from '#shared/adapters/aws/people.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { deviceAnswer } from '#shared/schemas/answers.ts'
import { deviceExample, deviceSchema } from '#shared/schemas/people.ts'
import { findDevice, saveDevice } from '#shared/use-cases/manage-devices.ts'

const db = dynamodb()
const ports = {
  devices: dynamoDevices(db, env('DIRECTORY_TABLE')),
  people: dynamoPhoneBook(db, env('DIRECTORY_TABLE')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
}
const find = findDevice(ports)
const save = saveDevice(ports, secretReader(secretsManager(), env('HARDWARE_KEY_SECRET')))

export const handler = httpHandler({
  'GET /devices/{deviceId}': route({
    summary: 'A device: what it is, and whose',
    roles: ['operator'],
    answers: { 200: { is: 'The device, without its hardware address', schema: deviceAnswer } },
    venueOf: 'any',
    run: async ({ params: { deviceId = '' } }) => {
      const device = await find(deviceId)
      return device ? { status: 200, body: device } : notFound('device', deviceId)
    },
  }),
  'PUT /devices/{deviceId}': route({
    summary: 'Registers a tag, cart, till or fixture, or says whose a device is',
    roles: ['operator'],
    answers: { 200: { is: 'The device as it is known now', schema: deviceAnswer } },
    body: { schema: deviceSchema, example: deviceExample },
    run: async ({ params: { deviceId = '' }, body, now }) => {
      const saved = await save(deviceId, body, now)
      if (saved === 'not_enrolled')
        return {
          status: 404,
          body: { message: `No phone enrolled as "${deviceId}": it does so itself (POST /devices)` },
        }
      return { status: 200, body: await find(deviceId) }
    },
  }),
})
