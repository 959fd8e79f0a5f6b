import { createPhone, type Phone, type PhoneOptions, type PhoneSighting } from '#shared/client/phone.ts'
import type { Deliveries } from './deliveries.ts'
import type { Shopper } from './load.ts'
import type { System } from './system.ts'
import { inBatches, type Report, reportsOf, startedAt } from './walks.ts'

// of wall time: what takes longer on one machine will not happen any more
const patienceMilliseconds = 120_000

export type Stroll = {
  phone: Phone
  /** When the walk began, in the system's time. */
  startedAt: number
}

/** Walks a walk: connects its phone, reports what it heard as time goes on, and returns when the broker has it all. */
export const stroll = async (
  system: System,
  venueId: string,
  { walk, identity }: Shopper,
  options: { deliveries: Deliveries; batch: number | undefined; onPhone(phone: Phone): void },
): Promise<Stroll> => {
  const { clock } = system
  const reports = inBatches(reportsOf(walk), options.batch)
  const phone = await createPhone({
    identity,
    mqttUrl: system.mqttUrl,
    venueId,
    clock: phoneClock(clock),
    // a slow machine may fall behind, and must not drop for it
    through: options.deliveries.through,
    limits: { queuedSightings: walk.heard.length },
  })
  options.onPhone(phone)
  await soon(phone.online(), `the phone of walk ${walk.id} to come online at ${system.mqttUrl}`)
  const start = clock.now()
  await inTime(clock, start, reports, (sightings) => phone.report(...sightings))
  const drained = phone.drained().then(options.deliveries.flush)
  await soon(drained, `the reports of walk ${walk.id} to be acknowledged`)
  return { phone, startedAt: start }
}

/** Does each report at its time. Resolves after the last one. */
const inTime = (
  clock: System['clock'],
  start: number,
  reports: readonly Report[],
  report: (sightings: PhoneSighting[]) => void,
): Promise<void> =>
  new Promise((resolve) => {
    const next = (place: number) => {
      const due = reports[place]
      if (!due) return resolve()
      clock.at(start + due.afterMilliseconds, () => {
        report(startedAt(start, due))
        next(place + 1)
      })
    }
    next(0)
  })

const phoneClock = (clock: System['clock']): NonNullable<PhoneOptions['clock']> => ({
  now: clock.now,
  after: (milliseconds, callback) => clock.at(clock.now() + milliseconds, callback),
})

const soon = async (work: Promise<void>, what: string): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`waited ${patienceMilliseconds / 1000} s in vain for ${what}`)),
      patienceMilliseconds,
    )
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
