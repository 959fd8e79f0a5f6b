import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formatsOf from 'ajv-formats'

type Schema = Record<string, unknown>
type Content = { content?: Record<string, { schema: Schema }> }
type Operation = {
  operationId: string
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[]
  requestBody?: Content
  responses: Record<string, Content>
}
export type OpenApi = { openapi: string; paths: Record<string, Record<string, Operation>>; components: Schema }

type Call = {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean>
  headers?: Record<string, string>
  body?: unknown
}
export type Reply = { status: number; etag: string | undefined; body: Record<string, unknown> }

/**
 * Calls an API by its own description and holds both sides to it: throws where a request or a response is not what the
 * document says. `asWrong` sends what the document forbids, to see how it is refused.
 */
export const validatingClient = (document: OpenApi, apiUrl: string, tokenFor: (role: string) => Promise<string>) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false })
  formatsOf.default(ajv)
  ajv.addSchema(document, 'api')
  const compiled = new Map<string, ValidateFunction>()
  const validate = (pointer: readonly string[], value: unknown, what: string) => {
    const ref = `api#/${pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
    const check = compiled.get(ref) ?? ajv.compile({ $ref: ref })
    compiled.set(ref, check)
    if (!check(value)) throw new Error(`${what} is not what the document says: ${ajv.errorsText(check.errors)}`)
  }
  const used = new Set<string>()

  const call = async (role: string, key: string, asked: Call = {}, asWrong = false): Promise<Reply> => {
    const [method = '', path = ''] = key.split(' ')
    const operation = document.paths[path]?.[method.toLowerCase()]
    if (!operation) throw new Error(`the document has no ${key}`)
    used.add(key)
    const place = ['paths', path, method.toLowerCase()]
    if (!asWrong) {
      const { parameters = [] } = operation
      parameters.forEach(({ in: where, name, required }, i) => {
        const given = (where === 'path' ? asked.params : where === 'query' ? asked.query : asked.headers)?.[name]
        if (given === undefined && required) throw new Error(`${key} needs ${name}`)
        if (given !== undefined) validate([...place, 'parameters', String(i), 'schema'], given, `${key}: ${name}`)
      })
      const unknown = Object.keys(asked.query ?? {}).filter((name) => !parameters.some((one) => one.name === name))
      if (unknown.length > 0) throw new Error(`${key} knows no ${unknown.join(', ')}`)
      if (asked.body !== undefined)
        validate([...place, 'requestBody', 'content', 'application/json', 'schema'], asked.body, `${key}: the body`)
    }
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asked.params?.[name] ?? ''))
    const search = new URLSearchParams(Object.entries(asked.query ?? {}).map(([name, value]) => [name, String(value)]))
    const response = await fetch(`${apiUrl}${address}?${search}`, {
      method,
      headers: {
        authorization: `Bearer ${await tokenFor(role)}`,
        'content-type': 'application/json',
        ...asked.headers,
      },
      ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    })
    const text = await response.text()
    const body = text === '' ? undefined : JSON.parse(text)
    const described = operation.responses[response.status]
    if (!described) throw new Error(`${key} answered ${response.status}, which the document does not know: ${text}`)
    if (described.content)
      validate(
        [...place, 'responses', String(response.status), 'content', 'application/json', 'schema'],
        body,
        `${key}: the answer ${response.status}`,
      )
    else if (body !== undefined) throw new Error(`${key} answered ${response.status} with a body: ${text}`)
    return { status: response.status, etag: response.headers.get('etag') ?? undefined, body }
  }
  return { call, used }
}
