import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { secretReader } from '#shared/adapters/aws/secrets.ts'

const client = new SecretsManagerClient({ region: 'local' })

test('a secret is read once, however many ask for it at once', async () => {
  const mock = mockClient(client)
  mock.on(GetSecretValueCommand, { SecretId: 'device-key' }).resolves({ SecretString: 'open sesame' })
  const read = secretReader(client, 'device-key')
  expect(await Promise.all([read(), read()])).toEqual(['open sesame', 'open sesame'])
  expect(await read()).toBe('open sesame')
  expect(mock.calls()).toHaveLength(1)
})

test('after an outage the next call tries again', async () => {
  const mock = mockClient(client)
  mock.on(GetSecretValueCommand).rejectsOnce(new Error('outage')).resolvesOnce({ SecretString: 'open sesame' })
  const read = secretReader(client, 'device-key')
  await expect(read()).rejects.toThrow('outage')
  expect(await read()).toBe('open sesame')
})

test('a secret without text is an error that names it', async () => {
  mockClient(client).on(GetSecretValueCommand).resolves({})
  await expect(secretReader(client, 'device-key')()).rejects.toThrow('secret device-key has no text')
})
