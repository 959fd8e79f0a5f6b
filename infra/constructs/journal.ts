import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { LogStream } from 'aws-cdk-lib/aws-logs'
import { Aws, Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acceptWildcard, allow, nagArn, useKey } from './access.ts'
import { type AccessLogs, UsherBucket } from './bucket.ts'
import { UsherLogGroup } from './log-group.ts'

/** The delivery stream that every outcome, moment and decision goes to, and the archive that it fills: `journal/yyyy/MM/dd/HH/`, NDJSON, gzip; records come with their line ends. */
export class Journal extends Construct {
  readonly stream: CfnDeliveryStream
  readonly archive: UsherBucket

  constructor(scope: Construct, id: string, { key, accessLogs }: { key: IKey; accessLogs: AccessLogs }) {
    super(scope, id)
    // Not versioned: what a customer has erased must not live on as an old version.
    this.archive = new UsherBucket(this, 'Archive', {
      key,
      logs: accessLogs,
      expireAfter: Duration.days(30),
      versioned: false,
    })
    const logs = new UsherLogGroup(this, 'Logs', key)
    const logStream = new LogStream(this, 'LogStream', { logGroup: logs })

    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        Deliver: new PolicyDocument({
          statements: [
            allow(this.archive.bucketArn, 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
            allow(this.archive.arnForObjects('journal*'), 's3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'),
            allow(logs.logGroupArn, 'logs:PutLogEvents'),
            ...useKey(key, 's3'),
          ],
        }),
      },
    })
    acceptWildcard(
      role,
      `${nagArn(this.archive)}/journal*`,
      'Firehose names its objects itself, by date and hour, below the prefixes journal/ and journal-errors/.',
    )

    this.stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'CUSTOMER_MANAGED_CMK', keyArn: key.keyArn },
      extendedS3DestinationConfiguration: {
        bucketArn: this.archive.bucketArn,
        roleArn: role.roleArn,
        bufferingHints: { intervalInSeconds: 60, sizeInMBs: 5 },
        compressionFormat: 'GZIP',
        prefix: 'journal/!{timestamp:yyyy/MM/dd/HH}/',
        errorOutputPrefix: 'journal-errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logs.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    })
  }
}
