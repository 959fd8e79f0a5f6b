import { startSystem } from '../../local/system.ts'
import type { Place } from './place.ts'

/** What the parent starts the laptop with. `mqttPort` 0 takes a free one. */
export type Start = { templatePath: string; folder: string; speed: number; mqttPort: number }

/** From the parent: a question by its id, or where to die. */
export type Ask =
  | { id: number; ask: 'idle' }
  | { id: number; ask: 'step'; milliseconds: number }
  | { id: number; ask: 'token'; grants: readonly string[] }
  | { dieAt: Place }

/** To the parent. `now` is on the laptop's clock. */
export type Tell =
  | { ready: { apiUrl: string; mqttUrl: string; awsUrl: string; now: number } }
  | { answerTo: number; answer: string }
  | { calls: Record<string, number> }
  | { trouble: string }

const tellCallsEveryMilliseconds = 250

/** The local system as a process of its own, told by its parent when to go on and where to die. */
const main = async (start: Start) => {
  const tell = (message: Tell) => process.send?.(message)
  let aimed: { place: Place; left: number } | undefined

  /** Dies here if this is the place: no handler runs any more, as with any kill -9. */
  const dieIf = (matches: (place: Place) => boolean) => {
    if (aimed === undefined || !matches(aimed.place)) return
    if (aimed.left === 0) process.kill(process.pid, 'SIGKILL')
    aimed.left -= 1
  }

  const system = await startSystem({
    templatePath: start.templatePath,
    folder: start.folder,
    ports: { mqtt: start.mqttPort, webSocket: 0, api: 0, issuer: 0, control: 0, aws: 0 },
    speed: start.speed,
    onJournal: () => undefined, // the parent reads the archive, which survives
    onBroker: (event) => {
      if (event.kind === 'published' && event.clientId !== undefined) dieIf(({ when }) => when === 'report')
      if (event.kind === 'refused') tell({ trouble: `${event.reason}: ${event.detail}` })
    },
    onRequest: () => undefined,
    onTrouble: ({ source, detail }) => tell({ trouble: `${source}: ${detail}` }),
    onLine: () => undefined,
  })
  system.interfereBy(async ({ service, action }, go) => {
    const isHere = (when: Place['when']) => (place: Place) =>
      place.when === when && 'call' in place && place.call === `${service}.${action}`
    dieIf(isHere('before'))
    const answer = await go()
    dieIf(isHere('after'))
    return answer
  })

  const answer = async (message: Exclude<Ask, { dieAt: Place }>): Promise<string> => {
    if (message.ask === 'token') return system.tokenFor(message.grants)
    await (message.ask === 'step' ? system.clock.step(message.milliseconds) : system.idle())
    return ''
  }
  process.on('message', async (message: Ask) => {
    if ('dieAt' in message) {
      const { dieAt } = message
      aimed = { place: dieAt, left: 'skip' in dieAt ? dieAt.skip : 0 }
      if (dieAt.when === 'anywhere') process.kill(process.pid, 'SIGKILL')
      return
    }
    tell({ answerTo: message.id, answer: await answer(message) })
  })
  process.once('disconnect', () => process.exit()) // nobody is left to serve
  setInterval(() => tell({ calls: system.apiCalls() }), tellCallsEveryMilliseconds).unref()
  const { apiUrl, mqttUrl, awsUrl, clock } = system
  tell({ ready: { apiUrl, mqttUrl, awsUrl, now: clock.now() } })
}

await main(JSON.parse(process.argv[2] ?? '{}') as Start)
