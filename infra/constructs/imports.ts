import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import type { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acceptWildcard, allow, changeDrafts, nagArn, useKey } from './access.ts'
import { UsherBucket } from './bucket.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** Maps in and out: too large for a request, they go by presigned addresses to and from a bucket, and a new upload starts its job. */
export class Imports extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { key, accessLogs, tables, bundles, http }: Foundations & { http: HttpApi },
  ) {
    super(scope, id)
    const bucket = new UsherBucket(this, 'Files', {
      key,
      logs: accessLogs,
      expireAfter: Duration.days(30),
      versioned: false,
    })
    // The CDK's own switch would add a function and a custom resource; CloudFormation knows the property itself.
    const cfnBucket = bucket.node.defaultChild as CfnBucket
    cfnBucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }

    const house = {
      bundles,
      key,
      environment: {
        JOBS_TABLE: tables.jobs.tableName,
        RELEASES_TABLE: tables.releases.tableName,
        FILES_BUCKET: bucket.bucketName,
      },
    }
    const objects = (prefix: string) => bucket.arnForObjects(`${prefix}/*`)
    const jobs = allow(tables.jobs.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query')

    const manage = new UsherFunction(this, 'manage-imports', {
      ...house,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      permissions: [
        jobs,
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        // What it signs, its role does for whoever has the address.
        allow(objects('uploads'), 's3:PutObject'),
        allow(objects('reports'), 's3:GetObject'),
        allow(objects('exports'), 's3:PutObject', 's3:GetObject'),
        ...useKey(key, 'dynamodb', 's3'),
      ],
    })
    http.route(
      manage,
      'POST /venues/{venueId}/imports',
      'GET /venues/{venueId}/jobs',
      'GET /venues/{venueId}/jobs/{jobId}',
      'GET /venues/{venueId}/export',
    )

    const run = new UsherFunction(this, 'run-imports', {
      ...house,
      timeoutSeconds: 300,
      permissions: [
        allow(tables.jobs.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        changeDrafts(tables.releases.tableArn),
        allow(objects('uploads'), 's3:GetObject'),
        allow(objects('reports'), 's3:PutObject'),
        // Without it a file that is gone is told as one that is forbidden.
        allow(bucket.bucketArn, 's3:ListBucket'),
        ...useKey(key, 'dynamodb', 's3'),
      ],
    })
    // Three tries in all, after which the job itself says that it failed.
    new CfnEventInvokeConfig(this, 'ThreeTries', {
      functionName: run.fn.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Duration.hours(1).toSeconds(),
    })
    new Rule(this, 'Uploaded', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      targets: [new InvokeFunction(run.fn, { retryAttempts: 10, maxEventAge: Duration.hours(1) })],
    })

    for (const [role, prefixes] of [
      [manage.role, ['uploads', 'reports', 'exports']],
      [run.role, ['uploads', 'reports']],
    ] as const)
      for (const prefix of prefixes)
        acceptWildcard(role, `${nagArn(bucket)}/${prefix}/*`, 'Files are named by their venue and their job.')
  }
}
