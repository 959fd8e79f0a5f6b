import type { IKey } from 'aws-cdk-lib/aws-kms'
import { type DeadLetterQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

/** How long park-dead-letters may hide a message: six times as long as it may run. */
export const PARKING_SECONDS = 10
export const PARKING_VISIBILITY = Duration.seconds(6 * PARKING_SECONDS)

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
  queue: new UsherQueue(scope, id, key, { visibilityTimeout: PARKING_VISIBILITY }),
  maxReceiveCount: 10,
})
