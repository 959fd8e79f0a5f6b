import { randomInt, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { ApiError, unknownOperation } from './api-error.ts'
import type { Resource, Template } from './contracts.ts'
import type { JsonService } from './endpoint.ts'
import { replaceFile } from './files/replace-file.ts'
import { arnOfResource, nameOf } from './template/attributes.ts'

type Secret = { value: string; versionId: string; createdAt: number }

type Generate = {
  PasswordLength?: number
  ExcludeCharacters?: string
  ExcludeLowercase?: boolean
  ExcludeUppercase?: boolean
  ExcludeNumbers?: boolean
  ExcludePunctuation?: boolean
  IncludeSpace?: boolean
  SecretStringTemplate?: string
  GenerateStringKey?: string
}

/** Secrets Manager: the template's secrets, generated once and kept in the file at `path`, readable by its owner only. */
export const openSecrets = ({ template, path }: { template: Template; path: string }): JsonService => {
  const resources = template.ofType('AWS::SecretsManager::Secret')
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Secret>) : {}
  const made = resources.filter((resource) => kept[nameOf(resource)] === undefined)
  const secrets = new Map(Object.entries(kept))
  for (const resource of made) {
    secrets.set(nameOf(resource), { value: secretValue(resource), versionId: randomUUID(), createdAt: Date.now() })
  }
  if (made.length > 0) replaceFile(path, JSON.stringify(Object.fromEntries(secrets), null, 2), 0o600)

  return (action, { SecretId }) => {
    if (action !== 'GetSecretValue') throw unknownOperation('Secrets Manager', action)
    const resource = resources.find((found) => nameOf(found) === SecretId || arnOfResource(found) === SecretId)
    const secret = resource && secrets.get(nameOf(resource))
    if (resource === undefined || secret === undefined) {
      throw new ApiError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    }
    return {
      ARN: arnOfResource(resource),
      Name: nameOf(resource),
      SecretString: secret.value,
      VersionId: secret.versionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: secret.createdAt / 1000,
    }
  }
}

const secretValue = ({ logicalId, properties }: Resource): string => {
  const { SecretString, GenerateSecretString } = properties as {
    SecretString?: string
    GenerateSecretString?: Generate
  }
  if (SecretString !== undefined) return SecretString
  if (GenerateSecretString === undefined)
    throw new Error(`${logicalId} has neither a SecretString nor a way to generate one.`)
  const { SecretStringTemplate, GenerateStringKey } = GenerateSecretString
  const password = generate(GenerateSecretString)
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: password })
}

/** As GetRandomPassword: 32 characters of all kinds where nothing else is said. */
const generate = (wish: Generate): string => {
  const kinds = [
    wish.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    wish.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    wish.ExcludeNumbers ? '' : '0123456789',
    wish.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    wish.IncludeSpace ? ' ' : '',
  ]
  const characters = [...kinds.join('')].filter((character) => !wish.ExcludeCharacters?.includes(character))
  return Array.from({ length: wish.PasswordLength ?? 32 }, () => characters[randomInt(characters.length)]).join('')
}
