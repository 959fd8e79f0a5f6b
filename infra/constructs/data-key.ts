import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Aws, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

/** One key for all data at rest: the stream, tables, queues, topics, buckets, secrets and logs. It rotates every year. */
export class DataKey extends Key {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'All of the data that Usher stores',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    // CloudWatch Logs has no caller whose role could allow it, so the key must.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${Aws.STACK_NAME}-*`,
          },
        },
      }),
    )
    // Nor has an alarm that publishes to an encrypted topic.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
  }
}
