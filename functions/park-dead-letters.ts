import { dynamodb, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { counting } from '#shared/lambda/counting.ts'
import { deadLetterHandler } from '#shared/lambda/dead-letters.ts'
import { env } from '#shared/lambda/environment.ts'
import { parkDeadLetters } from '#shared/use-cases/park-dead-letters.ts'

export const handler = deadLetterHandler(
  parkDeadLetters(
    counting({ parking: dynamoParking(dynamodb(), env('PARKED_TABLE')) }),
    secretReader(secretsManager(), env('HARDWARE_KEY_SECRET')),
  ),
  {
    rule_failed: env('RULE_ERRORS_ARN'),
    ingest_failed: env('INGEST_FAILURES_ARN'),
    timer_failed: env('TIMER_DEAD_LETTERS_ARN'),
  },
)
