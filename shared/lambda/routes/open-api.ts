import { readFile } from 'node:fs/promises'
import { anythingSchema } from '#shared/schemas/answers.ts'
import { type Routes, route } from '../http.ts'

/** The description of all routes, as it lies in a file. */
export const openApiRoutes = (file: string): Routes => {
  let read: Promise<unknown> | undefined
  return {
    'GET /openapi.json': route({
      summary: 'This document',
      roles: 'anybody',
      answers: { 200: { is: 'OpenAPI 3.1', schema: anythingSchema } },
      run: async () => {
        read ??= readFile(file, 'utf8').then((text): unknown => JSON.parse(text))
        return { status: 200, body: await read, headers: { 'cache-control': 'public, max-age=300' } }
      },
    }),
  }
}
