import type { Role } from '#shared/access/roles.ts'
import type { Fault } from '#shared/schemas/faults.ts'

/** What a route answers. Without an `etag` of its own, what is read or put has the hash of its body. */
export type Answer = { status: number; body?: unknown; etag?: string; headers?: Readonly<Record<string, string>> }

/** An answer that names what is wrong and how it would be right. */
export const badRequest = (message: string, issues: readonly Fault[]): Answer => ({
  status: 400,
  body: { message, issues },
})

export const notFound = (what: string, id: string): Answer => ({
  status: 404,
  body: { message: `There is no ${what} "${id}"` },
})

export const forbidden = (roles: readonly Role[], venueId: string | undefined): Answer => ({
  status: 403,
  body: {
    message: `This takes the role ${['admin', ...roles].join(' or ')} ${venueId === undefined ? 'for every venue' : `for venue "${venueId}"`}`,
  },
})

export const conflict = (message: string, more: object = {}): Answer => ({ status: 409, body: { message, ...more } })

/** Says what is there now, and what to do about it. `etag` is undefined where nothing is. */
export const preconditionFailed = (what: string, etag: string | undefined): Answer =>
  etag === undefined
    ? {
        status: 412,
        body: { message: `There is no ${what} (any more): leave If-Match out to create it` },
      }
    : {
        status: 412,
        etag,
        body: {
          message: `The ${what} is not what you have seen: its etag is ${etag} now. GET it, make your change again, and send it with If-Match: ${etag}`,
          etag,
        },
      }
