import type { Journey } from '#shared/domain/journey.ts'
import type { Ports } from '#shared/ports.ts'

const releasesBack = 10 // how far a journey that was taken off is looked for

/** A journey as it is live; undefined where it is not. */
export const findLive = async (
  { releases }: Pick<Ports, 'releases'>,
  journeyId: string,
): Promise<{ version: string; journey: Journey } | undefined> => {
  const version = await releases.liveVersion()
  const release = version === undefined ? undefined : await releases.load(version)
  const journey = release?.journeys.find(({ id }) => id === journeyId)
  return release && journey && { version: release.version, journey }
}

/** A journey as it is live, else as it is drafted, else as it was live lately: somebody may still be on her way through it. */
export const findKnown = async (
  { drafts, releases }: Pick<Ports, 'drafts' | 'releases'>,
  journeyId: string,
): Promise<Journey | undefined> => {
  const live = await findLive({ releases }, journeyId)
  if (live) return live.journey
  const draft = await drafts.find('journeys', journeyId)
  if (draft) return draft.resource
  for (const { version } of (await releases.list({ limit: releasesBack })).releases) {
    const journey = (await releases.load(version))?.journeys.find(({ id }) => id === journeyId)
    if (journey) return journey
  }
  return undefined
}

/** The venue that a journey belongs to; undefined where nobody knows it. */
export const venueOfJourney =
  (ports: Pick<Ports, 'drafts' | 'releases'>) =>
  async (journeyId: string): Promise<string | undefined> =>
    (await findKnown(ports, journeyId))?.entrance.venueId
