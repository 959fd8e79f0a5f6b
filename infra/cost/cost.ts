import { monthlyPrices, unitPrices } from './unit-prices.ts'
import type { Usage } from './usage.ts'

/** One line of the bill for a million sightings. */
export type CostLine = { what: string; count: number; unit: string; usd: number }

/** For a million sightings, and what is paid each month besides. US dollars. */
export type Cost = { lines: readonly CostLine[]; usd: number; monthlyUsd: number }

const million = 1e6
const gb = 1e9

type Price = { what: string; unit: string; count: (usage: Usage) => number; usd: number }

const prices: readonly Price[] = [
  { what: 'IoT Core, messages', unit: 'of 5 kB', count: (of) => of.iotMessages, usd: unitPrices.iotMessage },
  { what: 'IoT Core, rules triggered', unit: 'of 5 kB', count: (of) => of.iotRules, usd: unitPrices.iotRule },
  { what: 'IoT Core, actions', unit: 'of 5 kB', count: (of) => of.iotActions, usd: unitPrices.iotAction },
  { what: 'Kinesis, taken in', unit: 'GB', count: (of) => of.kinesisBytes / gb, usd: unitPrices.kinesisIngestedGb },
  { what: 'Kinesis, fanned out', unit: 'GB', count: (of) => of.kinesisBytes / gb, usd: unitPrices.kinesisFanOutGb },
  { what: 'Lambda, requests', unit: '', count: (of) => of.lambdaRequests, usd: unitPrices.lambdaRequest },
  { what: 'Lambda, time', unit: 'GB-s', count: (of) => of.lambdaGbSeconds, usd: unitPrices.lambdaGbSecond },
  { what: 'DynamoDB, writes', unit: 'of 1 kB', count: (of) => of.dynamoWriteUnits, usd: unitPrices.dynamoWriteUnit },
  { what: 'DynamoDB, reads', unit: 'of 4 kB', count: (of) => of.dynamoReadUnits, usd: unitPrices.dynamoReadUnit },
  { what: 'SQS, requests', unit: '', count: (of) => of.sqsRequests, usd: unitPrices.sqsRequest },
  { what: 'Firehose', unit: 'GB', count: (of) => of.firehoseBytes / gb, usd: unitPrices.firehoseGb },
  { what: 'CloudWatch, logs', unit: 'GB', count: (of) => of.logBytes / gb, usd: unitPrices.logsGb },
]

/** What a million sightings cost when they are like those that were counted. Throws when there were none. */
export const costOf = (usage: Usage, sightings: number): Cost => {
  if (!(sightings > 0)) throw new Error(`the cost of ${sightings} sightings says nothing about a million`)
  const lines = prices.map(({ what, unit, count, usd }): CostLine => {
    const perMillion = (count(usage) * million) / sightings
    return { what, unit, count: perMillion, usd: perMillion * usd }
  })
  return {
    lines,
    usd: lines.reduce((sum, line) => sum + line.usd, 0),
    monthlyUsd: monthlyPrices.reduce((sum, line) => sum + line.usd, 0),
  }
}

/** The bill as rows of two columns. */
export const rowsOf = ({ lines, usd, monthlyUsd }: Cost): [string, string][] => [
  ['cost of a million sightings', `$${usd.toFixed(3)}, and $${monthlyUsd.toFixed(2)} a month`],
  ...lines.map(({ what, count, unit, usd }): [string, string] => [
    `  ${what}`,
    `$${usd.toFixed(4)} for ${count < 10 ? count.toPrecision(3) : Math.round(count).toLocaleString('en')} ${unit}`.trimEnd(),
  ]),
]
