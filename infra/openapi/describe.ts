import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Route } from '#shared/lambda/http.ts'
import { knobsTable } from '#shared/schemas/presence-knobs.ts'
import { operationOf } from './operation.ts'
import { withOwnFieldsOptional } from './own-fields.ts'

type Document = ReturnType<typeof createDocument>

const description = `Venues, journeys, customers and devices of Usher.

What is PUT here is a draft: \`POST /publish\` makes drafts live, all at once. A PUT may be repeated: doing it twice changes nothing.

Every GET and PUT is answered with an \`etag\`. Sent back as \`if-match\`, a change only takes if nobody else was faster (else 412);
\`if-none-match: *\` only creates. Lists come in pages: \`next\` of one is \`after\` of the next.

Whatever is wrong with a request is told at once: \`issues\` names each fault with its place, its reason and an example of what is right.

## Knobs of presence
A zone's own value wins over its venue's, and that over the default.

${knobsTable}`

/** The OpenAPI 3.1 document of these routes. Throws where a schema can't be told as JSON Schema, with its route. */
export const describeApi = (routes: ReadonlyMap<string, Route<unknown>>): Document => {
  const paths: ZodOpenApiPathsObject = {}
  for (const [key, route] of [...routes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [method = '', path = ''] = key.split(' ')
    const operation: ZodOpenApiOperationObject = operationOf(key, route)
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation }
  }
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Usher', version: '1', description },
      servers: [{ url: '/' }],
      paths,
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: "A token of the stack's user pool",
          },
        },
      },
    },
    // an audience is a condition of our own, checked word by word
    { allowEmptySchema: { custom: true } },
  )
  return withOwnFieldsOptional(document, routes)
}
