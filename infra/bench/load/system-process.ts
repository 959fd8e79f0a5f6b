import type { JournalEntry } from '#shared/domain/journal.ts'
import { isCountLine } from '../../local/count-line.ts'
import { freePorts, startSystem } from '../../local/system.ts'

/** What the bench asks of a system that runs in a process of its own, and what it is answered. */
export type Asks = {
  start(options: { templatePath: string; folder: string }): Started
  /** Phone reports that were read to the end so far, SDK calls so far, and what went wrong. */
  status(): { reports: number; calls: Readonly<Record<string, number>>; trouble: readonly string[] }
  /** All that the journal says of one device from now on. */
  watch(deviceId: string): boolean
  watched(): readonly JournalEntry[]
  idle(): boolean
  stop(): boolean
}

export type Started = { apiUrl: string; mqttUrl: string; awsUrl: string; token: string }
export type Ask = { id: number; name: keyof Asks; argument?: unknown }
export type Answer = { id: number; value?: unknown; error?: string }

const deviceOf = (entry: JournalEntry): string | undefined => {
  if (entry.type === 'outcomes') return entry.mailbox?.replace(/^device:/, '')
  if (entry.type === 'counted' || entry.type === 'health') return undefined
  if ('occasion' in entry) return entry.occasion.deviceId
  return 'moment' in entry ? entry.moment.deviceId : entry.deviceId
}

const serve = () => {
  let system: Awaited<ReturnType<typeof startSystem>> | undefined
  let reports = 0
  let watchedId: string | undefined
  let entries: JournalEntry[] = []
  const trouble = new Set<string>()

  const handlers: { [Name in keyof Asks]: (argument: unknown) => Promise<ReturnType<Asks[Name]>> } = {
    start: async (argument) => {
      system = await startSystem({
        ...(argument as Parameters<Asks['start']>[0]),
        ports: freePorts,
        speed: 1,
        onJournal: (entry) => {
          if (entry.type === 'outcomes' && entry.outcomes[0]?.id !== undefined) reports += 1
          if (watchedId !== undefined && deviceOf(entry) === watchedId) entries.push(entry)
        },
        onBroker: (event) => event.kind === 'refused' && trouble.add(`${event.reason}: ${event.detail}`),
        onRequest: () => undefined,
        onTrouble: ({ source, detail }) => trouble.add(`${source}: ${detail}`),
        onLine: (name, line) => isCountLine(line) || trouble.add(`${name}: ${line}`),
      })
      const { apiUrl, mqttUrl, awsUrl } = system
      return { apiUrl, mqttUrl, awsUrl, token: await system.tokenFor(['admin']) }
    },
    status: async () => ({ reports, calls: system?.apiCalls() ?? {}, trouble: [...trouble].slice(0, 5) }),
    watch: async (argument) => {
      watchedId = String(argument)
      entries = []
      return true
    },
    watched: async () => entries,
    idle: async () => {
      await system?.idle()
      return true
    },
    stop: async () => {
      await system?.close()
      return true
    },
  }
  const answer = async ({ id, name, argument }: Ask): Promise<Answer> => {
    try {
      return { id, value: await handlers[name](argument) }
    } catch (error) {
      return { id, error: String(error) }
    }
  }
  process.on('message', async (ask: Ask) => {
    process.send?.(await answer(ask))
    if (ask.name === 'stop') process.disconnect()
  })
  process.on('disconnect', () => process.exit()) // whoever asked is gone
}

if (process.send !== undefined) serve()
