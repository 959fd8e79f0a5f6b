import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot'
import { CfnEventInvokeConfig, CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Aws, Duration, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { deadLetters, PARKING_VISIBILITY, UsherQueue } from './queue.ts'
import { UsherFunction } from './usher-function.ts'

/** How radio gets in: phones straight into the stream, gateways through `ingest-gateways`, which takes their messages apart by device. */
export class Ingestion extends Construct {
  /** What a rule's action did not take. */
  readonly ruleErrors: UsherQueue
  /** What ingest-gateways gave up. */
  readonly failures: UsherQueue

  constructor(scope: Construct, id: string, { key, tables, events, journal, secrets, bundles }: Foundations) {
    super(scope, id)
    const ruleErrors = new UsherQueue(this, 'RuleErrors', key, {
      visibilityTimeout: PARKING_VISIBILITY,
      deadLetterQueue: deadLetters(this, 'RuleErrorsDeadLetters', key),
    })
    const failures = new UsherQueue(this, 'Failures', key, { visibilityTimeout: PARKING_VISIBILITY })
    this.ruleErrors = ruleErrors
    this.failures = failures
    Validations.of(failures).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is itself the end of the line: the failure destination of ingest-gateways. What park-dead-letters can not take stays in it.',
    })

    const ingest = new UsherFunction(this, 'ingest-gateways', {
      bundles,
      key,
      timeoutSeconds: 30,
      environment: {
        DIRECTORY_TABLE: tables.directory.tableName,
        EVENT_STREAM: events.stream.streamName,
        PARKED_TABLE: tables.parked.tableName,
        RELEASES_TABLE: tables.releases.tableName,
        COUNTS_TABLE: tables.counts.tableName,
        JOURNAL_STREAM: journal.stream.ref,
        HARDWARE_KEY_SECRET: secrets.hardwareKey.ref,
      },
      permissions: [
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.parked.tableArn, 'dynamodb:BatchWriteItem'),
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        allow(tables.counts.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        allow(journal.stream.attrArn, 'firehose:PutRecordBatch'),
        allow(secrets.hardwareKey.ref, 'secretsmanager:GetSecretValue'),
        allow(failures.queueArn, 'sqs:SendMessage'),
        ...useKey(key, 'dynamodb', 'kinesis', 'secretsmanager', 'sqs'),
      ],
    })
    new CfnEventInvokeConfig(this, 'IngestRetries', {
      functionName: ingest.fn.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: failures.queueArn } },
    })

    const role = new Role(this, 'RuleRole', {
      assumedBy: new ServicePrincipal('iot.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        Act: new PolicyDocument({
          statements: [
            allow(events.stream.streamArn, 'kinesis:PutRecord'),
            allow(ruleErrors.queueArn, 'sqs:SendMessage'),
            ...useKey(key, 'kinesis', 'sqs'),
          ],
        }),
      },
    })
    const rule = (name: string, filter: string, action: CfnTopicRule.ActionProperty) =>
      new CfnTopicRule(this, name, {
        ruleName: name,
        topicRulePayload: {
          awsIotSqlVersion: '2016-03-23',
          sql: selectFrom(filter),
          actions: [action],
          errorAction: { sqs: { queueUrl: ruleErrors.queueUrl, roleArn: role.roleArn, useBase64: true } },
        },
      })
    /** The partition key is the mailbox: of the device that this level of the topic names. */
    const intoStream = (level: number): CfnTopicRule.ActionProperty => ({
      kinesis: {
        streamName: events.stream.streamName,
        partitionKey: `device:\${topic(${level})}`,
        roleArn: role.roleArn,
      },
    })

    // The `#`: a topic with levels too many must reach our code, which counts it as forged.
    rule('device_reports', 'usher/+/devices/#', intoStream(4))
    rule('device_receipts', 'usher/devices/+/receipts', intoStream(3))
    const gateways = rule('gateway_reports', 'usher/+/gateways/#', { lambda: { functionArn: ingest.fn.functionArn } })
    new CfnPermission(this, 'GatewayReportsInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: ingest.fn.functionName,
      principal: 'iot.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: gateways.attrArn,
    })
  }
}

/** Payloads are taken as bytes: SQL can only take JSON apart, and what is not JSON is ours to park, not the rule's to lose. */
const selectFrom = (filter: string) =>
  `SELECT encode(*, 'base64') AS body, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt FROM '${filter}'`
