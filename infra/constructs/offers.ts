import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { runEvery } from './run-every.ts'
import type { Tables } from './tables.ts'
import { UsherFunction } from './usher-function.ts'

type OffersTable = Pick<Tables, 'offers'>

/** What reserving takes, and setting stock: codes and books are read and replaced, counters are added to. */
export const countOffers = ({ offers }: OffersTable): PolicyStatement =>
  allow(offers.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem')

/** What redeeming takes, and taking back: nothing is counted. */
const replaceDocuments = ({ offers }: OffersTable): PolicyStatement =>
  allow(offers.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem')

/** Who has a code that nobody redeemed. */
export const findHolders = ({ offers }: OffersTable): PolicyStatement =>
  allow(`${offers.tableArn}/index/byGroup`, 'dynamodb:Query')

/** Offers beside the engine that gives them out: tills redeem their codes, stock is set, and what is gone is taken back. */
export class Offers extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { key, tables, secrets, events, bundles, http }: Foundations & { http: HttpApi },
  ) {
    super(scope, id)
    const OFFERS_TABLE = tables.offers.tableName
    const EVENT_STREAM = events.stream.streamName
    const RELEASES_TABLE = tables.releases.tableName
    const house = { bundles, key, timeoutSeconds: HTTP_TIMEOUT_SECONDS }
    const append = allow(events.stream.streamArn, 'kinesis:PutRecords')
    const readReleases = ['dynamodb:GetItem', 'dynamodb:Query'] as const

    const redeem = new UsherFunction(this, 'redeem-offers', {
      ...house,
      environment: { OFFERS_TABLE, RELEASES_TABLE, EVENT_STREAM, CODE_KEY_SECRET: secrets.codeKey.ref },
      permissions: [
        replaceDocuments(tables),
        allow(tables.releases.tableArn, ...readReleases),
        append,
        allow(secrets.codeKey.ref, 'secretsmanager:GetSecretValue'),
        ...useKey(key, 'dynamodb', 'kinesis', 'secretsmanager'),
      ],
    })
    http.route(redeem, 'POST /redemptions', 'POST /redemptions/batch')

    const stock = new UsherFunction(this, 'stock-offers', {
      ...house,
      environment: { OFFERS_TABLE, RELEASES_TABLE, EVENT_STREAM },
      permissions: [
        countOffers(tables),
        findHolders(tables),
        // the trail of who did what is in the same table
        allow(tables.releases.tableArn, ...readReleases, 'dynamodb:BatchWriteItem'),
        append,
        ...useKey(key, 'dynamodb', 'kinesis'),
      ],
    })
    http.route(stock, 'GET /offers/{offerId}/stock', 'PUT /offers/{offerId}/stock')

    const withdraw = new UsherFunction(this, 'withdraw-offers', {
      ...house,
      // Longer than the minute between two would have them at one page.
      timeoutSeconds: 55,
      environment: { OFFERS_TABLE, EVENT_STREAM },
      permissions: [replaceDocuments(tables), findHolders(tables), append, ...useKey(key, 'dynamodb', 'kinesis')],
    })
    runEvery(this, withdraw, { minutes: 1, once: 'WithdrawOnce', every: 'EveryMinute' })
  }
}
