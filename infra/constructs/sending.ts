import { Aws } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acceptWildcard, allow, useKey } from './access.ts'
import { MESSAGES_TOPIC } from './engagement.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** What somebody sends by hand: tests to a few phones, and broadcasts, which go by way of the stream. */
export class Sending extends Construct {
  constructor(scope: Construct, id: string, { key, tables, events, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const send = new UsherFunction(this, 'send-journeys', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: {
        RELEASES_TABLE: tables.releases.tableName,
        DIRECTORY_TABLE: tables.directory.tableName,
        LEDGERS_TABLE: tables.ledgers.tableName,
        COUNTS_TABLE: tables.counts.tableName,
        EVENT_STREAM: events.stream.streamName,
      },
      permissions: [
        // the audit trail is written in batches
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'),
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.counts.tableArn, 'dynamodb:Query'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        allow(`arn:${Aws.PARTITION}:iot:${Aws.REGION}:${Aws.ACCOUNT_ID}:${MESSAGES_TOPIC}`, 'iot:Publish'),
        ...useKey(key, 'dynamodb', 'kinesis'),
      ],
    })
    acceptWildcard(
      send.role,
      `arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:${MESSAGES_TOPIC}`,
      'Any phone may get a message, and phones are minted at enrolment: their topics can only be named by a pattern.',
    )
    http.route(send, 'POST /journeys/{journeyId}/test', 'POST /journeys/{journeyId}/broadcast')
  }
}
