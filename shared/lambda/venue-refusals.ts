import type { Refusal } from '#shared/use-cases/change-venue.ts'
import { type Answer, badRequest, conflict, notFound, preconditionFailed } from './answers.ts'

/** What a caller is told of a change that did not happen. `what` is the kind and `id` the name of what was to be changed. */
export const refused = (
  refusal: Refusal,
  { what, id, venueId }: { what: string; id: string; venueId: string },
): Answer => {
  if ('missing' in refusal) return refusal.missing === 'venue' ? notFound('venue', venueId) : notFound(what, id)
  if ('mismatch' in refusal) return preconditionFailed(`${what} "${id}"`, refusal.mismatch)
  if ('faults' in refusal) {
    const { length } = refusal.faults
    return badRequest(
      length === 1 ? '1 thing does not fit together' : `${length} things do not fit together`,
      refusal.faults,
    )
  }
  if ('referrers' in refusal) {
    const named = refusal.referrers.slice(0, 5).map(({ kind, id, field }) => `${kind} "${id}" (${field})`)
    const more = refusal.referrers.length - named.length
    return conflict(
      `The ${what} "${id}" is needed by ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}: change or remove those first`,
      { referrers: refusal.referrers },
    )
  }
  return conflict('Others change this at the same moment. Try again: doing it twice does no harm.')
}
