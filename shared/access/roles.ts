/** What a person may be, in every venue or in one; `integration` is a till, a CRM or an app's backend, which may tell of events only. */
export const roles = ['admin', 'operator', 'marketer', 'analyst', 'associate', 'integration'] as const
export type Role = (typeof roles)[number]

/** A role that somebody has. Without `venueId` she has it in every venue. */
export type Grant = { role: Role; venueId?: string }

/** A grant as a group of the user pool is called: `marketer`, or `operator@harbour` for one venue. */
const readGrant = (group: string): Grant | undefined => {
  const [name, venueId, ...more] = group.split('@')
  const role = roles.find((one) => one === name)
  if (role === undefined || venueId === '' || more.length > 0) return undefined
  return venueId === undefined ? { role } : { role, venueId }
}

/**
 * The grants in the claims of a token. The HTTP API hands the list `cognito:groups` on as the text `[a b]`. Groups that
 * are no grants are somebody else's and left out.
 */
export const grantsFrom = (claims: Readonly<Record<string, unknown>>): Grant[] => {
  const groups = claims['cognito:groups']
  const names = Array.isArray(groups)
    ? groups.map(String)
    : String(groups ?? '')
        .replace(/^\[(.*)\]$/s, '$1')
        .split(/\s+/)
  return names.flatMap((name) => readGrant(name) ?? [])
}

/**
 * May somebody with these grants do what one of `wanted` may do? An admin may do what anybody may. What belongs to no
 * single venue (no `venueId`) takes a grant for every venue.
 */
export const mayDo = (grants: readonly Grant[], wanted: Role | readonly Role[], venueId?: string): boolean => {
  const sufficient: readonly Role[] = ['admin', ...[wanted].flat()]
  return grants.some(
    (grant) => sufficient.includes(grant.role) && (grant.venueId === undefined || grant.venueId === venueId),
  )
}
