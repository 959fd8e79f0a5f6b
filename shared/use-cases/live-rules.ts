import { compileRelease, noPauses, type Release } from '#shared/domain/release.ts'
import type { Edition, Rules } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'
import { compileTemplates } from '#shared/templates/compile-templates.ts'
import { liveRelease } from './live-release.ts'

/** What one batch sees, and how it gets hold of earlier releases whose runs are still open. */
export type LiveRules = Omit<Rules, 'past'> & { readPast(versions: Iterable<string>): Promise<Rules['past']> }

const editionsKept = 16 // earlier releases, each some megabytes at most: runs wait for days while marketers publish

/** Reads what is live, as `liveRelease` does, with its templates. Earlier releases are read when a run needs one. */
export const liveRules = (ports: Pick<Ports, 'releases'>) => {
  const live = liveRelease(ports)
  const past = pastEditions(ports)
  let written: Edition | undefined
  return async (arrivedAt: number): Promise<LiveRules> => {
    const { release, ...told } = await live(arrivedAt)
    if (written?.release !== release) written = editionOf(release)
    return { ...told, ...written, ...past }
  }
}

const pastEditions = ({ releases }: Pick<Ports, 'releases'>): Pick<LiveRules, 'readPast'> => {
  // the last ones that were asked for; undefined: it can't be read any more
  const kept = new Map<string, Edition | undefined>()
  const read = async (version: string): Promise<Edition | undefined> => {
    const content = await releases.load(version)
    return content && editionOf(compileRelease({ ...content, venues: [] }), [...content.venues])
  }
  return {
    readPast: async (versions) => {
      const asked = new Map<string, Edition | undefined>()
      for (const version of new Set(versions)) {
        const edition = kept.has(version) ? kept.get(version) : await read(version)
        kept.delete(version)
        kept.set(version, edition)
        asked.set(version, edition)
      }
      for (const [oldest] of kept) if (kept.size > editionsKept) kept.delete(oldest)
      return (version) => asked.get(version)
    },
  }
}

/** What a release decides by where nothing else is known: nothing is paused, learned or told. */
export const rulesOf = (release: Release): Rules => ({
  ...editionOf(release),
  past: () => undefined,
  pauses: noPauses,
  feeds: {},
  acceptance: {},
  orders: {},
})

const editionOf = (release: Release, venues = [...release.venues.values()].map(({ venue }) => venue)): Edition => {
  const { templates, settings } = release
  return { release, ...compileTemplates({ venues, templates: [...templates.values()], settings }) }
}
