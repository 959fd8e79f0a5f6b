import type { Task } from '#shared/domain/effect.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { RadioMapJob } from '#shared/domain/locating/radio-map-job.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { Explained } from '#shared/ports/journeys.ts'
import type { FailedBatch, Parked, Ports, StreamRecord } from '#shared/ports.ts'
import { memoryAcceptance } from './memory/acceptance.ts'
import { memoryAnonymous } from './memory/anonymous.ts'
import { memoryAudit } from './memory/audit.ts'
import { memoryCalibrationWalks, memoryRadioMapJobs, memoryRadioMaps } from './memory/calibration.ts'
import { memoryCeilings } from './memory/ceilings.ts'
import { memoryDirectory } from './memory/directory.ts'
import { memoryDrafts } from './memory/drafts.ts'
import { memoryExplanations } from './memory/explanations.ts'
import { memoryHealth } from './memory/health.ts'
import { memoryFiles, memoryJobs } from './memory/jobs.ts'
import { memoryOccupancies } from './memory/occupancy.ts'
import { memoryOffers } from './memory/offers.ts'
import { memoryFailedBatches, memoryParking } from './memory/parking.ts'
import { memoryDevices, memoryPeople, type Register } from './memory/people.ts'
import { memoryReleases } from './memory/releases.ts'
import { memorySchedules } from './memory/schedules.ts'
import { memoryTasks } from './memory/tasks.ts'
import { memoryTimers, type StartedTimer } from './memory/timers.ts'
import { versionedStore } from './memory/versions.ts'
import { memoryWebhooks } from './memory/webhooks.ts'

/** What left through the ports, in order, for tests to look at. */
export type Left = {
  published: readonly { deviceId: string; message: Message }[]
  journaled: readonly JournalEntry[]
  streamed: readonly StreamRecord[]
  started: readonly StartedTimer[]
  /** Each thing that was parked, once. */
  parked(): Parked[]
  /** Puts a batch among those that were given up. */
  giveUp(batch: FailedBatch): void
  /** Radio maps that were asked for, in order. */
  enqueued: readonly Pick<RadioMapJob, 'venueId' | 'version'>[]
  explained: readonly Explained[]
  raised: ReadonlyMap<string, Task>
}

/** Everything from outside, in memory: the same contract as AWS, without its limits. What goes in or out is copied. */
export const memoryPorts = (): Ports & Left => {
  const register: Register = { customers: new Map(), phones: new Map() }
  const presences = versionedStore<Presence>()
  const { timers, started } = memoryTimers()
  const published: { deviceId: string; message: Message }[] = []
  const journaled: JournalEntry[] = []
  const streamed: StreamRecord[] = []
  const { parking, all } = memoryParking()
  const { failedBatches, give } = memoryFailedBatches()
  const { radioMapJobs, enqueued } = memoryRadioMapJobs()
  const { explanations, explained } = memoryExplanations()
  const { tasks, raised } = memoryTasks()
  return {
    presences: {
      find: async (mailboxes) => presences.find(mailboxes),
      save: async (mailbox, presence) => presences.save(mailbox, presence),
    },
    people: memoryPeople(register),
    directory: memoryDirectory(register),
    devices: memoryDevices(),
    releases: memoryReleases(),
    drafts: memoryDrafts(),
    audit: memoryAudit(),
    timers,
    phones: {
      publish: async (deviceId, message) => {
        published.push({ deviceId, message: structuredClone(message) })
      },
    },
    journal: {
      append: async (entries) => {
        journaled.push(...structuredClone(entries))
      },
    },
    parking,
    failedBatches,
    webhooks: memoryWebhooks(),
    radioMaps: memoryRadioMaps(),
    calibrationWalks: memoryCalibrationWalks(),
    radioMapJobs,
    occupancies: memoryOccupancies(),
    anonymous: memoryAnonymous(),
    events: {
      put: async (records) => {
        streamed.push(...structuredClone(records))
      },
    },
    jobs: memoryJobs(),
    files: memoryFiles(),
    health: memoryHealth(),
    schedules: memorySchedules(),
    explanations,
    tasks,
    explained,
    raised,
    ...memoryOffers(),
    ceilings: memoryCeilings(),
    acceptance: memoryAcceptance(),
    published,
    journaled,
    streamed,
    started,
    parked: all,
    giveUp: give,
    enqueued,
  }
}
