import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

const HOUSE = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies BucketProps

const abortedUploads = Duration.days(1)

/** The access logs of the other buckets, for 90 days. S3 delivers them only where its own keys encrypt (SSE-S3). */
export class AccessLogs extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      ...HOUSE,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: abortedUploads }],
    })
  }
}

/** A private, encrypted bucket whose every access is logged and whose objects expire. */
export class UsherBucket extends Bucket {
  constructor(
    scope: Construct,
    id: string,
    { key, logs, expireAfter, versioned }: { key: IKey; logs: AccessLogs; expireAfter: Duration; versioned: boolean },
  ) {
    super(scope, id, {
      ...HOUSE,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      // The CDK's own Bucket is not an IBucket under exactOptionalPropertyTypes.
      serverAccessLogsBucket: logs as IBucket,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      versioned,
      lifecycleRules: [
        {
          expiration: expireAfter,
          abortIncompleteMultipartUploadAfter: abortedUploads,
          ...(versioned && { noncurrentVersionExpiration: expireAfter }),
        },
      ],
    })
  }
}
