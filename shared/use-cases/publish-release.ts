import type { Caller } from '#shared/domain/audit.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { ReleaseNote } from '#shared/domain/release.ts'
import { changeCounts, diffOf } from '#shared/domain/release-diff.ts'
import { releaseFaults } from '#shared/domain/release-faults.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import { venueWarnings } from '#shared/domain/venue-warnings.ts'
import type { Ports } from '#shared/ports.ts'
import { audited } from './audited.ts'
import { type Content, draftContent, onlyVenue, readLive, withVenue } from './draft-content.ts'

type PublishPorts = Pick<Ports, 'drafts' | 'releases' | 'audit'>

/** What went live, how much it differs from what was live, and what is doubtful about it although it is live now. */
export type Published = {
  published: string
  venues: number
  journeys: number
  changes: ReleaseNote['changes']
  warnings: ReferenceFault[]
}
export type PublishResult = Published | { faults: ReferenceFault[] } | { conflict: true }

/** Who publishes, and when. */
export type Publisher = { by: Caller; now: number }

/**
 * Publishes drafts as one release. With a venue only its own drafts go live, and all else stays as it is; where its draft was
 * removed the venue goes off live. Nothing changes if anything does not fit together, or if somebody else publishes at the same moment.
 */
export const publishRelease =
  (ports: PublishPorts) =>
  async (venueId: string | undefined, publisher: Publisher): Promise<PublishResult> => {
    const live = await readLive(ports)
    const content = await draftContent(ports, live.content, venueId)
    const faults = await faultsOf(ports, content, live.content, venueId)
    if (faults.length > 0) return { faults }
    return goLive(ports, live, content, publisher, 'publish', { ...(venueId === undefined ? {} : { venueId }) })
  }

/** What publishing would say, without publishing: the faults that would keep it from going live, and the warnings. */
export const validateDrafts =
  (ports: Pick<Ports, 'drafts' | 'releases'>) =>
  async (venueId: string | undefined): Promise<{ faults: ReferenceFault[]; warnings: ReferenceFault[] }> => {
    const { content: live } = await readLive(ports)
    const content = await draftContent(ports, live, venueId)
    return { faults: await faultsOf(ports, content, live, venueId), warnings: warningsOf(onlyVenue(content, venueId)) }
  }

/**
 * Makes an earlier release's content live again, venues and journeys together, as a new version: what happened stays in the
 * history. With a venue only that venue and its journeys go back. Drafts stay as they are. Undefined: there is no such version.
 */
export const rollBack =
  (ports: PublishPorts) =>
  async (restores: string, venueId: string | undefined, publisher: Publisher): Promise<PublishResult | undefined> => {
    const [live, earlier] = await Promise.all([readLive(ports), ports.releases.load(restores)])
    if (!earlier) return undefined
    const { venues, journeys } = earlier
    const content = venueId === undefined ? { venues, journeys } : withVenue(live.content, earlier, venueId)
    // what was live once may go live again as a whole; in parts it has to fit the rest
    const faults = venueId === undefined ? [] : releaseFaults(content)
    if (faults.length > 0) return { faults }
    return goLive(ports, live, content, publisher, 'rollback', {
      restores,
      ...(venueId === undefined ? {} : { venueId }),
    })
  }

const goLive = async (
  ports: PublishPorts,
  live: { version: string | undefined; content: Content },
  { venues, journeys }: Content,
  { by, now }: Publisher,
  action: 'publish' | 'rollback',
  own: Pick<ReleaseNote, 'venueId' | 'restores'>,
): Promise<Published | { conflict: true }> => {
  const changes = changeCounts(diffOf(live.content, { venues, journeys }))
  const version = versionAfter(live.version, now, { venues, journeys })
  const { venueId } = own
  const act = { at: now, who: by, action, what: `releases/${version}`, ...(venueId === undefined ? {} : { venueId }) }
  const content = { version, publishedAt: now, venues, journeys }
  const written = await audited(ports)(act, () =>
    ports.releases.publish(content, live.version, { by, changes, ...own }),
  )
  if (written === 'conflict') return { conflict: true }
  const warnings = warningsOf(onlyVenue({ venues, journeys }, venueId))
  return { published: version, venues: venues.length, journeys: journeys.length, changes, warnings }
}

/** A version's name begins with its time; it comes after the one before, whatever the clock says. */
const versionAfter = (previous: string | undefined, now: number, content: Content): string => {
  const named = (at: number) =>
    `${new Date(at).toISOString().replaceAll(':', '-')}-${derivedId(JSON.stringify(content), at).slice(0, 6)}`
  const [, day, hours, rest] = /^(\d{4}-\d\d-\d\dT)(\d\d[-:]\d\d[-:]\d\d)(\.\d{3}Z)/.exec(previous ?? '') ?? []
  const before = Date.parse(`${day}${hours?.replaceAll('-', ':')}${rest}`)
  return named(before >= now ? before + 1 : now)
}

const faultsOf = async (
  { drafts }: Pick<Ports, 'drafts'>,
  content: Content,
  live: Content,
  venueId: string | undefined,
): Promise<ReferenceFault[]> => {
  const faults = releaseFaults(content)
  const isKnown = [...content.venues, ...live.venues].some(({ id }) => id === venueId)
  if (venueId === undefined || isKnown) return faults
  const [drafted] = (await drafts.listVenues({ limit: 1 })).venues
  const reason = `there is no draft of venue "${venueId}"; PUT /venues/${venueId} first`
  return [...faults, { path: 'venueId', reason, ...(drafted ? { example: drafted.id } : {}) }]
}

const warningsOf = ({ venues }: Content): ReferenceFault[] =>
  venues.flatMap((venue) =>
    venueWarnings(venue).map((warning) => ({ ...warning, path: `venues.${venue.id}.${warning.path}` })),
  )
