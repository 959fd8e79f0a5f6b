import type { ScheduleState } from '#shared/domain/schedule.ts'
import type { Schedules } from '#shared/ports/journeys.ts'
import { versionedStore } from './versions.ts'

const key = 'schedules'

export const memorySchedules = (): Schedules => {
  const store = versionedStore<ScheduleState>()
  return {
    find: async () => store.find([key]).get(key),
    save: async (state) => store.save(key, state),
  }
}
