import type { JournalEntry } from '#shared/domain/journal.ts'
import { tailArchive } from '../../local/read-archive.ts'
import type { Replay } from '../replay.ts'
import type { Summary } from '../summary.ts'
import { auditStore } from './audit.ts'
import { startMortalSystem } from './mortal-system.ts'
import { aims } from './place.ts'

const readEveryMilliseconds = 100

/** Runs a replay through a system that is killed on the way, and compares what the store holds with what the phones showed. */
export const runThroughKills = async (
  replay: Replay,
  options: { templatePath: string; folder: string; speed: number; kills: number; seed: number },
): Promise<Summary> => {
  const { templatePath, folder, speed, kills, seed } = options
  const trouble = new Set<string>()
  const archive = tailArchive(folder)
  const readOn = () => {
    for (const line of archive.readOn()) replay.take(JSON.parse(line) as JournalEntry)
  }
  const share = () => {
    const { accounted, expected } = replay.progress()
    return expected === 0 ? 0 : accounted / expected
  }
  const system = await startMortalSystem({
    templatePath,
    folder,
    speed,
    aims: aims(kills, seed),
    progress: share,
    onTrouble: (one) => trouble.add(one),
  })
  const timer = setInterval(readOn, readEveryMilliseconds)
  const since = system.clock.now()
  try {
    const summary = await replay.run({
      ...system,
      idle: async () => {
        await system.idle()
        readOn()
      },
    })
    const audit = await auditStore(system.awsUrl, replay.visitors(), {
      venueId: replay.venueId,
      since,
      now: system.clock.now(),
    })
    return { ...summary, trouble: [...summary.trouble, ...trouble], kills: { ...audit, places: system.places } }
  } finally {
    clearInterval(timer)
    await system.close()
  }
}
