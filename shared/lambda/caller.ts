import type { Caller } from '#shared/domain/audit.ts'

/** Who calls, as the claims of her token name her: her subject and user name, and nothing else that they say. */
export const callerFrom = ({ sub, username }: Readonly<Record<string, unknown>>): Caller => ({
  subject: typeof sub === 'string' ? sub : 'nobody',
  ...(typeof username === 'string' ? { username } : {}),
})
