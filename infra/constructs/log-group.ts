import type { IKey } from 'aws-cdk-lib/aws-kms'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

/** Logs that are encrypted and forgotten after a month: they may name devices. */
export class UsherLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id, { retention: RetentionDays.ONE_MONTH, encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY })
  }
}
