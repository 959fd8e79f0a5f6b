import type { IKey } from 'aws-cdk-lib/aws-kms'
import { type DeadLetterQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

/** An encrypted queue that speaks TLS only and keeps messages for as long as SQS can. */
export class UsherQueue extends Queue {
  constructor(
    scope: Construct,
    id: string,
    key: IKey,
    props: Pick<QueueProps, 'visibilityTimeout' | 'deadLetterQueue'> = {},
  ) {
    super(scope, id, {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    })
  }
}

/** Where a queue's messages go that ten receives did not get rid of. */
export const deadLetters = (scope: Construct, id: string, key: IKey): DeadLetterQueue => ({
  queue: new UsherQueue(scope, id, key),
  maxReceiveCount: 10,
})
