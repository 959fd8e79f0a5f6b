import type { AuditEntry, Caller } from '#shared/domain/audit.ts'
import type { Pauses, PauseTarget, ReleaseContent } from '#shared/domain/release.ts'
import type { Ports } from '#shared/ports.ts'
import { audited } from './audited.ts'
import { venueOfJourney } from './known-journey.ts'

type Known = Pick<Ports, 'drafts' | 'releases'>

/** The venue that a pause is about; undefined for everything, and for a journey that nobody knows. */
export const venueOfPause =
  (ports: Known) =>
  async (target: PauseTarget): Promise<string | undefined> => {
    if (target.scope === 'everything') return undefined
    return target.scope === 'venue' ? target.id : venueOfJourney(ports)(target.id)
  }

/** Pauses or resumes. Undefined where there is no such venue or journey: a pause that stops nothing must not look like one. */
export const pauseJourneys =
  (ports: Known & Pick<Ports, 'audit'>) =>
  async (
    target: PauseTarget,
    paused: boolean,
    { by, now }: { by: Caller; now: number },
  ): Promise<Pauses | undefined> => {
    const venueId = await venueOfPause(ports)(target)
    if (!(await isKnown(ports, target, venueId, paused, now))) return undefined
    const act: Omit<AuditEntry, 'id' | 'state'> = {
      at: now,
      who: by,
      action: paused ? 'pause' : 'resume',
      what: target.scope === 'everything' ? 'everything' : `${target.scope}s/${target.id}`,
      ...(venueId === undefined ? {} : { venueId }),
    }
    let pauses: Pauses | undefined
    await audited(ports)(act, async () => {
      pauses = await ports.releases.setPause(target, paused)
      return 'written'
    })
    return pauses
  }

/** Drafted, live or lately so, or paused already: what is gone may be let go of. */
const isKnown = async (
  { drafts, releases }: Known,
  target: PauseTarget,
  venueId: string | undefined,
  paused: boolean,
  now: number,
): Promise<boolean> => {
  if (target.scope === 'everything') return true
  if (!paused) {
    const { pauses } = await releases.pointer(now)
    if (pauses[target.scope === 'venue' ? 'venues' : 'journeys'].includes(target.id)) return true
  }
  if (target.scope === 'journey') return venueId !== undefined
  return (await drafts.findVenue(target.id)) !== undefined || isLiveVenue(await readRelease(releases), target.id)
}

const isLiveVenue = (release: ReleaseContent | undefined, venueId: string) =>
  release?.venues.some(({ id }) => id === venueId) === true

const readRelease = async (releases: Ports['releases']): Promise<ReleaseContent | undefined> => {
  const version = await releases.liveVersion()
  return version === undefined ? undefined : releases.load(version)
}
