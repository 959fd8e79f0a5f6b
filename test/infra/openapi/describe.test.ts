import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { collectRoutes } from '#infra/openapi/collect-routes.ts'
import { describeApi } from '#infra/openapi/describe.ts'
import type { Route } from '#shared/lambda/http.ts'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

const functions = join(import.meta.dirname, '..', '..', '..', 'functions')
let routes: Map<string, Route<unknown>>
let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
  routes = await collectRoutes(functions)
})

type Described = Record<string, Record<string, { requestBody?: { content: Record<string, { schema: unknown }> } }>>
const described = () => JSON.parse(JSON.stringify(describeApi(routes)))

test('every route of the template is served by a function, and every route of a function stands in the template', async () => {
  // webhooks are spoken to in the engines' own languages
  const keys = template
    .ofType('ApiGatewayV2::Route')
    .map(({ properties }) => String(properties.RouteKey))
    .filter((key) => !key.startsWith('POST /webhooks/'))
  expect([...routes.keys()].sort()).toEqual(keys.sort())
})

test('the document is valid OpenAPI 3.1, with a name of its own for every operation', async () => {
  const document = described()
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true })
  const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap((operations) => Object.values(operations))
    .map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(routes.size)
})

test('what the address says, a body need not', () => {
  const { paths, components } = described() as { paths: Described; components: { schemas: Record<string, object> } }
  const body = paths['/venues/{venueId}/zones/{zoneId}']?.put?.requestBody?.content['application/json']
  expect(body?.schema).toEqual({ $ref: '#/components/schemas/ZoneBody' })
  expect(components.schemas.ZoneBody).toMatchObject({ required: ['name', 'floorId', 'area'] })
  expect(components.schemas.Zone).toMatchObject({ required: ['id', 'name', 'floorId', 'area'] })
})

test('the defaults of presence are told as one table', () => {
  expect(described().info.description).toContain('| `exitTimeoutSeconds` | 60 | seconds of silence until zone.exit |')
})

test('settings that a function asks for are made up while it is asked for its routes, and a route that two serve is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-routes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const source = `const httpHandler = (routes) => ({ routes })
const env = (name) => { if (!process.env[name]) throw new Error(name); return process.env[name] }
const table = env('A_TABLE_OF_A_TEST')
export const handler = httpHandler({ 'GET /a': { table } })`
  writeFileSync(join(folder, 'one.ts'), source)
  expect([...(await collectRoutes(folder))]).toEqual([['GET /a', { table: 'described' }]])
  expect(process.env.A_TABLE_OF_A_TEST).toBeUndefined()
  writeFileSync(join(folder, 'two.ts'), source)
  await expect(collectRoutes(folder)).rejects.toThrow(/two\.ts: another function serves GET \/a already/)
})
