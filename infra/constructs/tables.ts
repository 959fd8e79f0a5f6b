import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

/** The stores. A store whose items are always found by one name has no sort key. */
export class Tables extends Construct {
  /** pk = mailbox. */
  readonly presence: Table
  /** pk = ledger: a customer, or a device that nobody identified. */
  readonly ledgers: Table
  /** Who is who: customers, devices, and devices by the HMAC of their hardware address. */
  readonly directory: Table
  /** Drafts, published releases, the live pointer, the pauses, and for 400 days who changed what. */
  readonly releases: Table
  /** Timers beyond SQS's 15 minutes, by minute and shard. */
  readonly due: Table
  /** What could not be understood, with its bytes, until somebody has looked at it. */
  readonly parked: Table
  /** Which location engines may deliver by webhook, and the deliveries of the last day by their digest. */
  readonly webhooks: Table
  /** Calibration walks by venue, their parts, and the jobs that learn radio maps from them. */
  readonly calibration: Table
  /** Work that takes longer than a request, by venue. */
  readonly jobs: Table
  /** How many are where: visitors by venue, sketches of whom nobody registered, and the salts of the day. */
  readonly counts: Table
  /** What is heard of beacons and gateways by the minute, the boards of venues, and what is usual by the hour of the week. */
  readonly health: Table
  /** Offers: their books, the counters that share their stock, what persons had of them, and their codes by serial. */
  readonly offers: Table
  /** Why somebody got something or nothing: by person, and what leads there from messages and journeys. */
  readonly explanations: Table
  /** What associates are asked to do, by venue and, in an index, by state. */
  readonly tasks: Table

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id)
    const table = (name: string, props: { sorted?: true; timeToLiveAttribute?: string; isForgetful?: true } = {}) =>
      new Table(this, name, {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        ...(props.sorted && { sortKey: { name: 'sk', type: AttributeType.STRING } }),
        ...(props.timeToLiveAttribute && { timeToLiveAttribute: props.timeToLiveAttribute }),
        billingMode: BillingMode.PAY_PER_REQUEST,
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: key,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !props.isForgetful },
        deletionProtection: true,
        removalPolicy: RemovalPolicy.RETAIN,
      })

    this.presence = table('Presence')
    this.ledgers = table('Ledgers')
    this.directory = table('Directory')
    this.releases = table('Releases', { sorted: true, timeToLiveAttribute: 'expiresAt' })
    this.due = table('Due', { sorted: true })
    this.jobs = table('Jobs', { sorted: true, timeToLiveAttribute: 'expiresAt' })
    this.parked = table('Parked', { sorted: true, timeToLiveAttribute: 'expiresAt' })
    this.counts = table('Counts', { sorted: true, timeToLiveAttribute: 'expiresAt', isForgetful: true })
    Validations.of(this.counts).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'A salt that was destroyed at the end of its day must not come back from a backup. All else here passes as well.',
    })
    // All but the bytes: a list of a thousand would else read 100 MB.
    this.parked.addGlobalSecondaryIndex({
      indexName: 'byDay',
      partitionKey: { name: 'day', type: AttributeType.STRING },
      sortKey: { name: 'arrived', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['at', 'detail', 'topic', 'mailbox', 'attempts', 'cutFromBytes'],
    })
    this.webhooks = table('Webhooks', { timeToLiveAttribute: 'expiresAt' })
    this.health = table('Health', { sorted: true, timeToLiveAttribute: 'expiresAt' })
    this.explanations = table('Explanations', { sorted: true, timeToLiveAttribute: 'expiresAt', isForgetful: true })
    this.tasks = table('Tasks', { sorted: true, timeToLiveAttribute: 'expiresAt' })
    this.tasks.addGlobalSecondaryIndex({
      indexName: 'byState',
      partitionKey: { name: 'stateOfVenue', type: AttributeType.STRING },
      sortKey: { name: 'place', type: AttributeType.STRING },
    })
    Validations.of(this.explanations).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'What is told of people for 30 days must not come back from a backup afterwards. Nothing is decided by it.',
    })
    this.calibration = table('Calibration', { sorted: true })
    this.offers = table('Offers', { timeToLiveAttribute: 'expiresAt' })
    // Who has a code that nobody redeemed, by offer, and which books have a withdrawal. Others are not in it.
    this.offers.addGlobalSecondaryIndex({
      indexName: 'byGroup',
      partitionKey: { name: 'group', type: AttributeType.STRING },
      sortKey: { name: 'pk', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['ledgerId', 'deviceId', 'messageId', 'until'],
    })
  }
}
