import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoTasks } from '#shared/adapters/aws/tasks.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { taskRoutes } from '#shared/lambda/routes/tasks.ts'

export const handler = httpHandler(taskRoutes({ tasks: dynamoTasks(dynamodb(), env('TASKS_TABLE')) }))
