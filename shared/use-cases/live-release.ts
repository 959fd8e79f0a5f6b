import { compileRelease, type Release } from '#shared/domain/release.ts'
import type { LivePointer, Ports } from '#shared/ports.ts'

/** What one batch sees: one release, and all that is in force beside it. */
export type Live = Omit<LivePointer, 'version'> & { release: Release }

const maxAgeSeconds = 5 // a pause or a new release is in force after this at the latest

const nothingPublished: Release = compileRelease({ version: '', publishedAt: 0, venues: [], journeys: [] })

/**
 * Reads the live release. The pointer is read again after five seconds, by the wall clock and by arrival time alike,
 * whichever is first; a version is compiled once.
 */
export const liveRelease = (
  { releases }: Pick<Ports, 'releases'>,
  wallClock: () => number = () => performance.now(),
) => {
  let release = nothingPublished
  let known: { live: Live; arrivedAt: number; readAt: number } | undefined
  const isFresh = (arrivedAt: number) =>
    known !== undefined &&
    Math.abs(arrivedAt - known.arrivedAt) <= maxAgeSeconds * 1000 &&
    wallClock() - known.readAt <= maxAgeSeconds * 1000

  return async (arrivedAt: number): Promise<Live> => {
    if (known && isFresh(arrivedAt)) return known.live
    const readAt = wallClock()
    const { version, ...told } = await releases.pointer(arrivedAt)
    if (version !== undefined && version !== release.version) {
      const content = await releases.load(version)
      if (!content) throw new Error(`release ${version} is live but not stored: publish again, or roll back`)
      release = compileRelease(content)
    }
    known = { live: { release, ...told }, arrivedAt, readAt }
    return known.live
  }
}
