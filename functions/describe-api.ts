import { httpHandler } from '#shared/lambda/http.ts'
import { openApiRoutes } from '#shared/lambda/routes/open-api.ts'

// made of all functions' routes when they are bundled, and laid beside this one
export const handler = httpHandler(openApiRoutes(`${import.meta.dirname}/openapi.json`))
