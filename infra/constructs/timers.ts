import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { deadLetters, UsherQueue } from './queue.ts'
import { runEvery } from './run-every.ts'
import { UsherFunction } from './usher-function.ts'

const WAKE_SECONDS = 30

/** Timers: a delay queue for what is due within 15 minutes, a table for the rest, and the sweep that moves one to the other. */
export class Timers extends Construct {
  readonly queue: UsherQueue
  /** Timers that ten tries did not bring into the stream. */
  readonly deadLetters: IQueue
  readonly sweep: UsherFunction

  constructor(scope: Construct, id: string, { key, tables, events, bundles }: Foundations) {
    super(scope, id)
    const dead = deadLetters(this, 'DeadLetters', key)
    this.deadLetters = dead.queue
    this.queue = new UsherQueue(this, 'Queue', key, {
      // Lambda's own advice: six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * WAKE_SECONDS),
      deadLetterQueue: dead,
    })

    const wake = new UsherFunction(this, 'wake-mailboxes', {
      bundles,
      key,
      timeoutSeconds: WAKE_SECONDS,
      environment: { EVENT_STREAM: events.stream.streamName, TIMER_QUEUE_URL: this.queue.queueUrl },
      permissions: [
        allow(
          this.queue.queueArn,
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
          'sqs:SendMessage',
        ),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        ...useKey(key, 'sqs', 'kinesis'),
      ],
    })
    new CfnEventSourceMapping(this, 'Mapping', {
      functionName: wake.fn.functionName,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      maximumBatchingWindowInSeconds: 0,
      functionResponseTypes: ['ReportBatchItemFailures'],
    })

    this.sweep = new UsherFunction(this, 'sweep-timers', {
      bundles,
      key,
      // Longer than the minute between sweeps would have two of them do the same work.
      timeoutSeconds: 55,
      environment: { DUE_TABLE: tables.due.tableName, TIMER_QUEUE_URL: this.queue.queueUrl },
      permissions: [
        allow(tables.due.tableArn, 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'),
        allow(this.queue.queueArn, 'sqs:SendMessage'),
        ...useKey(key, 'dynamodb', 'sqs'),
      ],
    })
    runEvery(this, this.sweep, { minutes: 1, once: 'SweepOnce', every: 'EveryMinute' })
  }
}
