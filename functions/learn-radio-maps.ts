import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamoCalibrationWalks } from '#shared/adapters/aws/calibration-walks.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoRadioMapJobs } from '#shared/adapters/aws/radio-map-jobs.ts'
import { dynamoRadioMaps } from '#shared/adapters/aws/radio-maps.ts'
import { env } from '#shared/lambda/environment.ts'
import { radioMapHandler } from '#shared/lambda/radio-maps.ts'
import { learnRadioMap } from '#shared/use-cases/learn-radio-map.ts'

const db = dynamodb()

export const handler = radioMapHandler(
  learnRadioMap({
    drafts: dynamoDrafts(db, env('RELEASES_TABLE')),
    audit: dynamoAudit(db, env('RELEASES_TABLE')),
    radioMaps: dynamoRadioMaps(db, env('RELEASES_TABLE')),
    calibrationWalks: dynamoCalibrationWalks(db, env('CALIBRATION_TABLE')),
    radioMapJobs: dynamoRadioMapJobs(db, env('CALIBRATION_TABLE')),
  }),
)
