import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoExplanations } from '#shared/adapters/aws/explanations.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { explanationRoutes } from '#shared/lambda/routes/explanations.ts'

const db = dynamodb()

export const handler = httpHandler(
  explanationRoutes({
    explanations: dynamoExplanations(db, env('EXPLANATIONS_TABLE')),
    audit: dynamoAudit(db, env('RELEASES_TABLE')),
  }),
)
