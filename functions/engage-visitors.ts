import { offerCodes } from '#shared/access/offer-code.ts'
import { dynamoAcceptance } from '#shared/adapters/aws/acceptance.ts'
import { dynamoCalibrationWalks } from '#shared/adapters/aws/calibration-walks.ts'
import { dynamoCeilings } from '#shared/adapters/aws/ceilings.ts'
import { dynamodb, dynamodbOnce, firehose, iotData, secretsManager, sqs } from '#shared/adapters/aws/clients.ts'
import { dynamoDirectory } from '#shared/adapters/aws/directory.ts'
import { dynamoExplanations } from '#shared/adapters/aws/explanations.ts'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { dynamoOccupancies } from '#shared/adapters/aws/occupancy.ts'
import { dynamoOffers } from '#shared/adapters/aws/offers.ts'
import { firehoseJournal, iotPhones } from '#shared/adapters/aws/outlets.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { dynamoRadioMaps } from '#shared/adapters/aws/radio-maps.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { dynamoTasks } from '#shared/adapters/aws/tasks.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { counting } from '#shared/lambda/counting.ts'
import { env } from '#shared/lambda/environment.ts'
import { log } from '#shared/lambda/log.ts'
import { streamHandler } from '#shared/lambda/stream.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { liveRadioMaps } from '#shared/use-cases/live-radio-maps.ts'
import { noteAcceptance } from '#shared/use-cases/note-acceptance.ts'
import { noteHeard } from '#shared/use-cases/note-heard.ts'
import { pseudonymous } from '#shared/use-cases/pseudonymous-journal.ts'
import { signingLinks } from '#shared/use-cases/sign-links.ts'

const db = dynamodb()
const archive = firehoseJournal(firehose(), env('JOURNAL_STREAM'))
const codeKey = secretReader(secretsManager(), env('CODE_KEY_SECRET'))
const ports = counting({
  presences: dynamoPresences(db, env('PRESENCE_TABLE')),
  people: dynamoPeople(db, { directory: env('DIRECTORY_TABLE'), ledgers: env('LEDGERS_TABLE') }),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
  timers: awsTimers(db, sqs(), { table: env('DUE_TABLE'), queueUrl: env('TIMER_QUEUE_URL') }),
  phones: signingLinks(iotPhones(iotData()), codeKey),
  journal: pseudonymous(archive, secretReader(secretsManager(), env('PSEUDONYM_KEY_SECRET'))),
  parking: dynamoParking(db, env('PARKED_TABLE')),
  calibrationWalks: dynamoCalibrationWalks(db, env('CALIBRATION_TABLE')),
  occupancies: dynamoOccupancies(db, env('COUNTS_TABLE')),
  directory: dynamoDirectory(db, env('DIRECTORY_TABLE')),
  offers: dynamoOffers(db, env('OFFERS_TABLE'), offerCodes(codeKey).sign).offers,
  ceilings: dynamoCeilings(db, env('COUNTS_TABLE')),
  explanations: dynamoExplanations(db, env('EXPLANATIONS_TABLE')),
  tasks: dynamoTasks(db, env('TASKS_TABLE')),
})

const radioMap = liveRadioMaps({ radioMaps: dynamoRadioMaps(db, env('RELEASES_TABLE')) })
const findLocator = async (venueId: string, version: string) => {
  const found = await radioMap(version)
  if ('locator' in found) return found.locator
  log('error', 'a venue is without its radio map', { venueId, reason: found.unusable })
  return undefined
}

const note = noteHeard(dynamoHealth(dynamodbOnce(), env('HEALTH_TABLE')), (error) =>
  log('warn', 'what was heard was not noted', { error }),
)

const accept = noteAcceptance(dynamoAcceptance(dynamodbOnce(), env('COUNTS_TABLE')), (error) =>
  log('warn', 'what was accepted was not noted', { error }),
)

export const handler = streamHandler(engageVisitors(ports, undefined, note, findLocator, accept))
