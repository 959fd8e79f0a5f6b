import type { Caller } from '#shared/domain/audit.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { journeyWarnings } from '#shared/domain/journey-warnings.ts'
import type { ReleaseNote } from '#shared/domain/release.ts'
import { type Content, contentFrom, leftBehind, onlyVenue, withVenue } from '#shared/domain/release-content.ts'
import { changeCounts, diffOf } from '#shared/domain/release-diff.ts'
import { releaseFaults } from '#shared/domain/release-faults.ts'
import { namedStaff, staffWarnings } from '#shared/domain/task-staff.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import { venueWarnings } from '#shared/domain/venue-warnings.ts'
import type { Ports } from '#shared/ports.ts'
import { contentTextFaults } from '#shared/templates/content-faults.ts'
import { audited } from './audited.ts'
import { contentToPublish, readLive } from './draft-content.ts'

type PublishPorts = Pick<Ports, 'drafts' | 'releases' | 'audit' | 'directory'>

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
    const { content, faults, warnings } = await examined(ports, live.content, venueId)
    if (faults.length > 0) return { faults }
    const own = venueId === undefined ? {} : { venueId }
    return goLive(ports, live, content, publisher, { action: 'publish', own, warnings })
  }

/** What publishing would say, without publishing: the faults that would keep it from going live, and the warnings. */
export const validateDrafts =
  (ports: Pick<Ports, 'drafts' | 'releases' | 'directory'>) =>
  async (venueId: string | undefined): Promise<{ faults: ReferenceFault[]; warnings: ReferenceFault[] }> => {
    const live = await readLive(ports)
    const { faults, warnings } = await examined(ports, live.content, venueId)
    return { faults, warnings }
  }

/**
 * Makes an earlier release's content live again, all of it together, as a new version: what happened stays in the history.
 * With a venue only what belongs to it goes back. Drafts stay as they are. Undefined: there is no such version.
 */
export const rollBack =
  (ports: PublishPorts) =>
  async (restores: string, venueId: string | undefined, publisher: Publisher): Promise<PublishResult | undefined> => {
    const [live, earlier] = await Promise.all([readLive(ports), ports.releases.load(restores)])
    if (!earlier) return undefined
    const content = venueId === undefined ? contentFrom(earlier) : withVenue(live.content, earlier, venueId)
    // what was live once may go live again as a whole; in parts it has to fit the rest
    const faults = venueId === undefined ? [] : releaseFaults(content)
    if (faults.length > 0) return { faults }
    const own = { restores, ...(venueId === undefined ? {} : { venueId }) }
    const warnings = warningsOf(onlyVenue(content, venueId))
    return goLive(ports, live, content, publisher, { action: 'rollback', own, warnings })
  }

/** What would be live, and what there is to say about it. Texts are tried on the personas. */
const examined = async (
  ports: Pick<Ports, 'drafts' | 'directory'>,
  live: Content,
  venueId: string | undefined,
): Promise<{ content: Content; faults: ReferenceFault[]; warnings: ReferenceFault[] }> => {
  const [draft, personas] = await Promise.all([ports.drafts.all(), ports.drafts.listWhole('personas')])
  const content = contentToPublish(live, draft, venueId)
  const faults = [
    ...releaseFaults(content),
    ...contentTextFaults(content, personas),
    ...unknownVenue(venueId, draft, live),
  ]
  const warnings = [
    ...warningsOf(onlyVenue(content, venueId)),
    ...(venueId === undefined ? await unknownSeeds(ports, content) : leftBehind(live, draft, venueId)),
    ...(await strangersInTasks(ports, onlyVenue(content, venueId))),
  ]
  return { content, faults, warnings }
}

type Going = {
  action: 'publish' | 'rollback'
  own: Pick<ReleaseNote, 'venueId' | 'restores'>
  warnings: ReferenceFault[]
}

const goLive = async (
  ports: PublishPorts,
  live: { version: string | undefined; content: Content },
  content: Content,
  { by, now }: Publisher,
  { action, own, warnings }: Going,
): Promise<Published | { conflict: true }> => {
  const changes = changeCounts(diffOf(live.content, content))
  const version = versionAfter(live.version, now, content)
  const { venueId } = own
  const act = { at: now, who: by, action, what: `releases/${version}`, ...(venueId === undefined ? {} : { venueId }) }
  const written = await audited(ports)(act, () =>
    ports.releases.publish({ version, publishedAt: now, ...content }, live.version, { by, changes, ...own }),
  )
  if (written === 'conflict') return { conflict: true }
  const { venues, journeys } = content
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

const unknownVenue = (venueId: string | undefined, draft: Content, live: Content): ReferenceFault[] => {
  if (venueId === undefined || [...draft.venues, ...live.venues].some(({ id }) => id === venueId)) return []
  const reason = `there is no draft of venue "${venueId}"; PUT /venues/${venueId} first`
  const [drafted] = draft.venues
  return [{ path: 'venueId', reason, ...(drafted ? { example: drafted.id } : {}) }]
}

/** Customers for test sends whom nobody knows. */
const unknownSeeds = async (ports: Pick<Ports, 'directory'>, { settings }: Content): Promise<ReferenceFault[]> => {
  const seeds = settings?.seeds ?? []
  if (seeds.length === 0) return []
  const customers = await customersOf(ports, seeds)
  return seeds.flatMap((id, i) =>
    customers.has(id)
      ? []
      : [{ path: `settings.seeds[${i}]`, reason: `there is no customer "${id}": test sends will not reach her` }],
  )
}

const customersOf = async ({ directory }: Pick<Ports, 'directory'>, ids: readonly string[]) => {
  const found = await Promise.all(ids.map((id) => directory.find(id)))
  return new Map(found.flatMap((one) => (one ? [[one.customer.id, one.customer] as const] : [])))
}

/** Staff come and go without a release: who is not there any more keeps nothing from being published. */
const strangersInTasks = async (ports: Pick<Ports, 'directory'>, { journeys }: Content): Promise<ReferenceFault[]> => {
  const named = namedStaff(journeys)
  if (named.length === 0) return []
  const customers = await customersOf(ports, named)
  const staff = new Set(named.filter((id) => customers.get(id)?.staff === true))
  return staffWarnings(journeys, staff)
}

const warningsOf = (content: Content): ReferenceFault[] => [
  ...content.venues.flatMap((venue) =>
    venueWarnings(venue).map((warning) => ({ ...warning, path: `venues.${venue.id}.${warning.path}` })),
  ),
  ...journeyWarnings(content),
]
