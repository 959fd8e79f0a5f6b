import { httpHandler, type Routes } from '#shared/lambda/http.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'

type Asked = {
  groups?: string
  params?: Record<string, string>
  query?: Record<string, string>
  headers?: Record<string, string>
}

/** Asks routes as the HTTP API does, as a marketer of every venue unless told otherwise. */
export const calling = (routes: Routes) => {
  const handler = httpHandler(routes)
  return async (key: string, body?: unknown, { headers = {}, ...asked }: Asked = {}) => {
    const event = { ...httpEvent(key, { groups: '[marketer]', ...asked, body }), headers }
    const answer = await handler(event, lambdaContext)
    if (typeof answer !== 'object') throw new Error('no answer')
    const etag = String(answer.headers?.etag ?? '')
    return { status: answer.statusCode, etag, body: answer.body === undefined ? undefined : JSON.parse(answer.body) }
  }
}
