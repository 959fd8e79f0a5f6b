import * as z from 'zod'

export const corsSchema = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
  AllowCredentials: z.boolean().default(false),
})

export type CorsConfiguration = z.output<typeof corsSchema>

/** Headers that let a page of `origin` read an answer; none when it may not. */
export const corsHeaders = (cors: CorsConfiguration, origin: string | undefined): Record<string, string> => {
  if (origin === undefined) return {}
  const any = cors.AllowOrigins.includes('*')
  if (!any && !cors.AllowOrigins.includes(origin)) return {}
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders.length > 0 && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  }
}

/** Headers of the answer to a preflight request. */
export const preflightHeaders = (cors: CorsConfiguration, origin: string | undefined): Record<string, string> => {
  const allowed = corsHeaders(cors, origin)
  if (Object.keys(allowed).length === 0) return {}
  return {
    ...allowed,
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  }
}
