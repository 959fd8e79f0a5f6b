import type { createDocument } from 'zod-openapi'
import type { Route } from '#shared/lambda/http.ts'
import { ownFieldsOf } from './operation.ts'

type Document = ReturnType<typeof createDocument>
type Schema = { $ref?: string; required?: string[] }

/** What the address says, a body needn't: `id` of `PUT /venues/{venueId}`. Each such body gets a schema of its own. */
export const withOwnFieldsOptional = (document: Document, routes: ReadonlyMap<string, Route<unknown>>): Document => {
  const copy = structuredClone(document)
  const schemas = (copy.components?.schemas ?? {}) as Record<string, Schema>
  for (const [key, { body }] of routes) {
    const own = body ? ownFieldsOf(body) : []
    const content = own.length > 0 ? contentOf(copy, key) : undefined
    if (!content) continue
    const name = content.schema.$ref?.split('/').at(-1)
    const shape = name === undefined ? content.schema : schemas[name]
    const optional = { ...shape, required: shape?.required?.filter((field) => !own.includes(field)) ?? [] }
    if (name === undefined) content.schema = optional
    else {
      schemas[`${name}Body`] = optional
      content.schema = { $ref: `#/components/schemas/${name}Body` }
    }
  }
  return copy
}

const contentOf = (document: Document, key: string): { schema: Schema } | undefined => {
  const [method = '', path = ''] = key.split(' ')
  const item = document.paths?.[path] as Record<string, Operation | undefined> | undefined
  return item?.[method.toLowerCase()]?.requestBody?.content['application/json']
}

type Operation = { requestBody?: { content: Record<string, { schema: Schema }> } }
