import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const resourcesOf = (name: string) => Object.keys(template.permissionsOf(name)).sort()

test('deliveries may look devices up, park, append and remember, and opening may only read the key and keep the webhook', () => {
  expect(template.permissionsOf('receive-webhooks')['<TablesWebhooks.Arn>']).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:PutItem',
  ])
  expect(template.permissionsOf('receive-webhooks')['<TablesDirectory.Arn>']).toEqual(['dynamodb:BatchGetItem'])
  expect(resourcesOf('receive-webhooks').filter((one) => /Tables|Events|Journal|Secrets/.test(one))).toEqual([
    '<EventStreamEvents.Arn>',
    '<JournalStream.Arn>',
    '<SecretsHardwareKey>',
    '<TablesDirectory.Arn>',
    '<TablesHealth.Arn>',
    '<TablesParked.Arn>',
    '<TablesWebhooks.Arn>',
  ])
  expect(resourcesOf('manage-webhooks').filter((one) => /Tables|Events|Journal|Secrets/.test(one))).toEqual([
    '<SecretsHardwareKey>',
    '<TablesWebhooks.Arn>',
  ])
})
