import type { LiquidError } from 'liquidjs'
import { orKnown } from '#shared/domain/nearest-name.ts'
import { safeFilters, safeTags } from './engine.ts'

/** What an error of liquidjs says, in a marketer's words, without the place. */
export const reasonOf = (error: unknown): string => {
  const [said = ''] = String(error instanceof Error ? error.message : error).split(/, line:\d+/)
  const [, missing] = /^undefined variable: (.+)$/.exec(said) ?? []
  if (missing !== undefined) return `${missing} is missing, and has no fallback`
  const [, filter] = /^undefined filter: (.+)$/.exec(said) ?? []
  if (filter !== undefined) return `there is no filter "${filter}"; ${orKnown(filter, safeFilters)}`
  const [, tag] = /^tag "(.+)" not found$/.exec(said) ?? []
  if (tag !== undefined) return `there is no tag "${tag}"; ${orKnown(tag, safeTags)}`
  if (/^(memory alloc|parse length) limit exceeded/.test(said))
    return 'it makes more than a message ever needs; make its loops and texts shorter'
  return said
}

/** In which line of its template an error is. */
export const lineOf = (error: unknown): number => (isOfTemplate(error) ? (error.token.getPosition()[0] ?? 1) : 1)

const isOfTemplate = (error: unknown): error is LiquidError =>
  error instanceof Error && 'token' in error && error.token !== undefined
