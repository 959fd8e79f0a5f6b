/**
 * List prices of AWS in US dollars: us-east-1, arm64, on demand, without free tiers, as of November 2026.
 * Source of each: the service's pricing page, aws.amazon.com/<service>/pricing.
 */
export const unitPrices = {
  /** AWS IoT Core, "Messaging": a message of up to 5 kB, first billion a month. Basic Ingest costs none. */
  iotMessage: 1 / 1e6,
  /** AWS IoT Core, "Rules engine": a rule triggered, and an action executed, each for up to 5 kB. */
  iotRule: 0.15 / 1e6,
  iotAction: 0.15 / 1e6,
  /** Kinesis Data Streams, on demand: "Data ingested", each record rounded up to 1 kB. */
  kinesisIngestedGb: 0.08,
  /** Kinesis Data Streams, on demand: "Enhanced fan-out data retrievals". */
  kinesisFanOutGb: 0.05,
  /** AWS Lambda, Arm: requests, and duration by memory. */
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.000_013_333_4,
  /** DynamoDB, on demand, standard table class: write and read request units. */
  dynamoWriteUnit: 0.625 / 1e6,
  dynamoReadUnit: 0.125 / 1e6,
  /** Amazon SQS, standard queues: a request of up to 64 kB. */
  sqsRequest: 0.4 / 1e6,
  /** Amazon Data Firehose, Direct PUT: each record rounded up to 5 kB. */
  firehoseGb: 0.029,
  /** Amazon CloudWatch, "Logs", standard: collected. */
  logsGb: 0.5,
} as const

/** What there is of things that are paid by the month, in the template and in the code. */
export const standing = { secrets: 4, alarms: 121, metrics: 81, dashboards: 1 } as const

/** What is paid each month whether anybody comes or not: how many of what, and the price of one. */
export const monthlyPrices = [
  { what: 'Kinesis stream, on demand, 730 hours', usd: 730 * 0.04 },
  { what: 'KMS key', usd: 1 },
  { what: 'Secrets Manager, secrets', usd: standing.secrets * 0.4 },
  { what: 'CloudWatch, alarms', usd: standing.alarms * 0.1 },
  { what: 'CloudWatch, metrics of our own, were all of them to occur', usd: standing.metrics * 0.3 },
  { what: 'CloudWatch, dashboards', usd: standing.dashboards * 3 },
  { what: 'Lambda polling SQS while nothing is due, 650,000 requests', usd: 0.65 * 0.4 },
  { what: 'S3, an object of the archive a minute, 43,800 PUTs', usd: 43.8 * 0.005 },
  {
    what: 'Lambda, salts looked at and acceptance learned every five minutes, 2 × 8,760 of 50 ms',
    usd: 2 * 8760 * (0.2e-6 + 0.025 * 0.000_013_333_4),
  },
  {
    what: 'Lambda, a sweep and a look for withdrawals a minute, 2 × 43,800 of 50 ms',
    usd: 2 * 43_800 * (0.2e-6 + 0.025 * 0.000_013_333_4),
  },
  { what: 'Lambda, a look at venues a minute, 43,800 of 100 ms', usd: 43_800 * (0.2e-6 + 0.05 * 0.000_013_333_4) },
] as const
