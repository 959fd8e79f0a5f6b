import type { Ports } from '#shared/ports.ts'
import type { ReadRecord } from './read-record.ts'

/** Records with what was refused of them, and the mailboxes that an outage stopped. */
type Taken = { reads: readonly ReadRecord[]; failed: ReadonlyMap<string, Error> }

/**
 * Puts what devices say of calibration walks into the walks' own store; mailboxes see nothing of it. A walk takes reports of
 * the one device that the operator named when she started it. Others, and walks that there are not, are refused. Twice is once.
 */
export const takeCalibrations =
  ({ calibrationWalks }: Pick<Ports, 'calibrationWalks'>) =>
  async (reads: readonly ReadRecord[]): Promise<Taken> => {
    const failed = new Map<string, Error>()
    const take = async (read: ReadRecord): Promise<ReadRecord> => {
      const { calibration } = read
      if (!calibration) return read
      const { venueId, walkId, deviceId, part } = calibration
      const walk = await calibrationWalks.find(venueId, walkId)
      if (walk?.deviceId !== deviceId) {
        const detail = walk
          ? `walk ${walkId} is not of device ${deviceId}: start one for it (POST /venues/${venueId}/calibrations)`
          : `there is no walk ${walkId} in ${venueId}: start one (POST /venues/${venueId}/calibrations)`
        return { ...read, refused: [...read.refused, { index: 0, reason: 'unknown_walk', detail }] }
      }
      if (part.taps.length + part.sightings.length > 0) await calibrationWalks.add(venueId, walkId, part)
      return read
    }
    const taken = await Promise.all(
      reads.map((read) =>
        take(read).catch((error: Error) => {
          failed.set(read.mailbox, error)
          return read
        }),
      ),
    )
    return { reads: taken, failed }
  }
