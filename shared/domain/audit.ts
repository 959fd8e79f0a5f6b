/** Who asked, as the token names her and no more. */
export type Caller = { subject: string; username?: string }

/** What somebody did to drafts, releases, pauses or journeys, or looked up of people. */
export const auditActions = [
  ...(['put', 'delete', 'publish', 'rollback', 'pause', 'resume', 'import', 'read'] as const),
  ...(['end', 'migrate', 'test', 'broadcast'] as const), // runs of a journey, and what is sent of it by hand
] as const
export type AuditAction = (typeof auditActions)[number]

/**
 * One thing that somebody did. It is written down as `started` before anything changes and as `done` after it, so a crash
 * in between leaves `started`: the change may have taken, and can't be missing here.
 *
 * `what` is the address of what it was done to: `venues/harbour/zones/boots`, `journeys/boots-offer`, `releases/<version>`.
 * `venueId` is left out where it concerns all venues. `etag` is of the content that was put.
 */
export type AuditEntry = {
  id: string
  at: number
  who: Caller
  action: AuditAction
  what: string
  venueId?: string
  etag?: string
  state: 'started' | 'done'
}
