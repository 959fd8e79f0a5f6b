import { type Page, pageOf } from '#shared/domain/page-of.ts'
import { type Content, nothing, onlyVenue } from '#shared/domain/release-content.ts'
import { changeCounts, diffOf, type ResourceChange } from '#shared/domain/release-diff.ts'
import type { Ports } from '#shared/ports.ts'
import { contentToPublish, readLive } from './draft-content.ts'

/** A page of what differs, and how much there is in all. Left out, `from` is nothing, and `to` the drafts. */
export type Comparison = {
  from?: string
  to?: string
  counts: ReturnType<typeof changeCounts>
  changes: ResourceChange[]
  next?: string
}

/** What the drafts would change of what is live: all of them, or those of one venue. */
export const compareDrafts =
  (ports: Pick<Ports, 'drafts' | 'releases'>) =>
  async (venueId: string | undefined, page: Page): Promise<Comparison> => {
    const { version, content } = await readLive(ports)
    const draft = contentToPublish(content, await ports.drafts.all(), venueId)
    return compared({ ...(version === undefined ? {} : { from: version }) }, content, draft, page)
  }

/** What a release changed of the one before it, or of another. The version that there isn't is the answer. */
export const compareReleases =
  ({ releases }: Pick<Ports, 'releases'>) =>
  async (
    version: string,
    { against, venueId }: { against?: string; venueId?: string },
    page: Page,
  ): Promise<Comparison | { missing: string }> => {
    const release = await releases.load(version)
    if (!release) return { missing: version }
    const from = against ?? (await releases.summary(version))?.previous
    const other = from === undefined ? nothing : await releases.load(from)
    if (!other) return { missing: from ?? '' }
    const names = { ...(from === undefined ? {} : { from }), to: version }
    return compared(names, onlyVenue(other, venueId), onlyVenue(release, venueId), page)
  }

const compared = (names: { from?: string; to?: string }, before: Content, after: Content, page: Page): Comparison => {
  const all = diffOf(before, after)
  const { entries, next } = pageOf(all, ({ key }) => key, page)
  return { ...names, counts: changeCounts(all), changes: entries, ...(next === undefined ? {} : { next }) }
}
