import type { Ports } from '#shared/ports.ts'

/** A call through a port: `presences.save` with its arguments. */
export type Call = { name: string; args: readonly unknown[] }

/** Does a call's work, also with other arguments. */
export type Go = (args?: readonly unknown[]) => Promise<unknown>

/** The same ports with something put around every call: it may come before, come after, change, repeat or refuse it. */
export const aroundPorts = (real: Ports, around: (call: Call, go: Go) => Promise<unknown>): Ports => {
  const wrap = <T extends object>(group: string, port: T): T =>
    new Proxy(port, {
      get: (of, key) => {
        const method: unknown = Reflect.get(of, key)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) =>
          around({ name: `${group}.${String(key)}`, args }, async (others = args) => method(...others))
      },
    })
  return {
    presences: wrap('presences', real.presences),
    people: wrap('people', real.people),
    directory: wrap('directory', real.directory),
    explanations: wrap('explanations', real.explanations),
    tasks: wrap('tasks', real.tasks),
    devices: wrap('devices', real.devices),
    releases: wrap('releases', real.releases),
    drafts: wrap('drafts', real.drafts),
    audit: wrap('audit', real.audit),
    timers: wrap('timers', real.timers),
    phones: wrap('phones', real.phones),
    journal: wrap('journal', real.journal),
    parking: wrap('parking', real.parking),
    failedBatches: wrap('failedBatches', real.failedBatches),
    webhooks: wrap('webhooks', real.webhooks),
    radioMaps: wrap('radioMaps', real.radioMaps),
    calibrationWalks: wrap('calibrationWalks', real.calibrationWalks),
    radioMapJobs: wrap('radioMapJobs', real.radioMapJobs),
    events: wrap('events', real.events),
    jobs: wrap('jobs', real.jobs),
    files: wrap('files', real.files),
    anonymous: wrap('anonymous', real.anonymous),
    occupancies: wrap('occupancies', real.occupancies),
    health: wrap('health', real.health),
    offers: wrap('offers', real.offers),
    schedules: wrap('schedules', real.schedules),
    ceilings: wrap('ceilings', real.ceilings),
    codes: wrap('codes', real.codes),
    withdrawals: wrap('withdrawals', real.withdrawals),
    acceptance: wrap('acceptance', real.acceptance),
  }
}
