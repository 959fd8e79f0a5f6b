import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** Reads a secret once and keeps it for as long as the function lives; an outage is tried again at the next call. */
export const secretReader = (client: SecretsManagerClient, secretId: string): (() => Promise<string>) => {
  let known: Promise<string> | undefined
  const read = async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
    if (!SecretString) throw new Error(`secret ${secretId} has no text`)
    return SecretString
  }
  return () => {
    known ??= read().catch((error: Error) => {
      known = undefined
      throw error
    })
    return known
  }
}
