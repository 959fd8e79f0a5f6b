import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Aws, type CfnElement, Stack, Validations } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'

/** A statement that allows exactly these actions on exactly this resource. */
export const allow = (resource: string, ...actions: [string, ...string[]]): PolicyStatement =>
  new PolicyStatement({ resources: [resource], actions })

/** Drafts are read and replaced whole: parts under a new version, a pointer, and then the old parts go. */
export const changeDrafts = (releasesArn: string): PolicyStatement =>
  allow(
    releasesArn,
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:BatchWriteItem',
  )

/** What each service asks of the key on behalf of its caller. */
const KEY_ACTIONS = {
  // What the CDK's own grants on a table ask for, with their `*` spelled out.
  dynamodb: [
    'Encrypt',
    'Decrypt',
    'ReEncryptFrom',
    'ReEncryptTo',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'DescribeKey',
  ],
  kinesis: ['GenerateDataKey', 'Decrypt'],
  sqs: ['GenerateDataKey', 'Decrypt'],
  s3: ['GenerateDataKey', 'Decrypt'],
  secretsmanager: ['Decrypt'],
} as const

type KeyUser = keyof typeof KEY_ACTIONS

/** The key, but only through these services: nobody decrypts anything with it directly. */
export const useKey = (key: IKey, ...services: KeyUser[]): PolicyStatement[] =>
  services.map(
    (service) =>
      new PolicyStatement({
        resources: [key.keyArn],
        actions: KEY_ACTIONS[service].map((action) => `kms:${action}`),
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } },
      }),
  )

/** Tells cdk-nag why a role's `*` in this resource is right. `resource` as nag prints it: `<LogicalId.Arn>/prefix*`. */
export const acceptWildcard = (role: IConstruct, resource: string, reason: string) =>
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })

/** A resource's ARN as cdk-nag prints it. */
export const nagArn = (construct: IConstruct): string =>
  `<${Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnElement)}.Arn>`
