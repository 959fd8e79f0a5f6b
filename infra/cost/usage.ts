/** What AWS would bill, in its own units. Only sums: of two usages the difference is one as well. */
export const noUsage = {
  iotMessages: 0, // of 5 kB
  iotRules: 0,
  iotActions: 0,
  kinesisBytes: 0, // each record rounded up to 1 kB; read once, by the consumer with fan-out
  lambdaRequests: 0,
  lambdaGbSeconds: 0,
  dynamoWriteUnits: 0,
  dynamoReadUnits: 0,
  sqsRequests: 0,
  firehoseBytes: 0, // each record rounded up to 5 kB
  logBytes: 0,
}

export type Usage = Readonly<typeof noUsage>

export type UsageName = keyof Usage

/** What was used between two counts. */
export const usageBetween = (before: Usage, after: Usage): Usage => {
  const names = Object.keys(noUsage) as UsageName[]
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as Usage
}
