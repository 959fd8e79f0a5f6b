import { offerCodes } from '#shared/access/offer-code.ts'
import { dynamodb, kinesis, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoOffers } from '#shared/adapters/aws/offers.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { redemptionRoutes } from '#shared/lambda/routes/redemptions.ts'
import { liveTimezones } from '#shared/use-cases/live-offers.ts'
import { redeemOffers } from '#shared/use-cases/redeem-offers.ts'

const db = dynamodb()
const { sign, read } = offerCodes(secretReader(secretsManager(), env('CODE_KEY_SECRET')))
const { codes } = dynamoOffers(db, env('OFFERS_TABLE'), sign)
const ports = { codes, events: kinesisEvents(kinesis(), env('EVENT_STREAM')) }
const timezoneOf = liveTimezones({ releases: dynamoReleases(db, env('RELEASES_TABLE')) })

export const handler = httpHandler(redemptionRoutes(redeemOffers({ ports, read, timezoneOf })))
