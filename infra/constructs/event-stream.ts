import { Stream, StreamConsumer, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

/** The one stream that everything happens in, and the consumer that gives `engage-visitors` its own 2 MB/s a shard, pushed. */
export class EventStream extends Construct {
  readonly stream: Stream
  readonly consumer: StreamConsumer

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id)
    this.stream = new Stream(this, 'Events', {
      // A Saturday is ten times a Tuesday: on demand, shards follow the visitors. Provisioned costs less at a steady load,
      // but a shard short on the busiest day makes every message late.
      streamMode: StreamMode.ON_DEMAND,
      retentionPeriod: Duration.hours(24),
      encryption: StreamEncryption.KMS,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    Validations.of(this.stream).acknowledge({
      id: 'AwsSolutions-KDS3',
      reason: 'One key of our own for all data: it can be switched off, and its policy is ours to read and to change.',
    })
    this.consumer = new StreamConsumer(this, 'Engagement', {
      stream: this.stream,
      streamConsumerName: 'engage-visitors',
    })
  }
}
