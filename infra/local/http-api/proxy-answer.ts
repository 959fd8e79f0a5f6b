import * as z from 'zod'
import { type HttpAnswer, jsonAnswer } from '../http.ts'

const responseSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
})

/**
 * Makes an HTTP answer of what a function returned: `{ statusCode, headers, cookies, body, isBase64Encoded }`, or anything
 * else, which is then the JSON body of a 200. Throws when it is neither.
 */
export const proxyAnswer = (returned: unknown): HttpAnswer => {
  if (typeof returned !== 'object' || returned === null || !('statusCode' in returned))
    return jsonAnswer(200, returned ?? null)
  const parsed = responseSchema.safeParse(returned)
  if (!parsed.success)
    throw new Error(`the function's response is not one that API Gateway takes: ${z.prettifyError(parsed.error)}`)
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...lowerCase,
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  }
}
