import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { within } from '#shared/client/within.ts'
import { synthesize } from '../synth.ts'
import { isCountLine } from './count-line.ts'
import { readIdentities } from './demo/identities.ts'
import { people } from './demo/people.ts'
import { startSimulator } from './demo/simulator.ts'
import { feedLines } from './feed.ts'
import { createLatencies } from './latencies.ts'
import { portTaken, readOptions, type StartOptions, usage } from './options.ts'
import { type System, startSystem } from './system.ts'
import { wallClock } from './wall-clock.ts'

const roles = ['admin', 'operator', 'marketer', 'analyst', 'associate'] as const
const statusEverySeconds = 15
const finishWithinSeconds = 5 // what is not done by then goes on at the next start

/** `npm start`: synthesizes, starts everything, walks the demo's shoppers, and shows what happens until Ctrl-C. */
const main = async (options: StartOptions) => {
  const startedAt = performance.now()
  const { template, cached } = await synthesize('cdk.out')
  mkdirSync(options.folder, { recursive: true })
  const logFile = join(options.folder, 'functions.log')
  const identitiesFile = join(options.folder, 'demo.json')
  const names = new Map<string, string>()
  const latencies = createLatencies()
  const sent = { messages: 0, suppressed: 0 }
  const print = (line: string) => process.stdout.write(`${line}\n`)

  const system = await startSystem({
    templatePath: template,
    folder: options.folder,
    ports: options.ports,
    speed: options.speed,
    onJournal: (entry) => {
      latencies.journal(entry)
      if (entry.type === 'message') sent.messages += 1
      if (entry.type === 'decision' && entry.suppressed !== undefined) sent.suppressed += 1
      for (const line of feedLines(entry, (id) => names.get(id) ?? id)) print(line)
    },
    onBroker: (event) => {
      if (event.kind === 'refused')
        print(styleText('yellow', `MQTT refused ${event.clientId}: ${event.reason}, ${event.detail}`))
    },
    onRequest: ({ method, path, status, reason }) => {
      if (status >= 400)
        print(styleText('yellow', `${method} ${path} was answered with ${status}${reason ? `: ${reason}` : ''}`))
    },
    onTrouble: ({ source, detail }) => print(styleText('red', `${source}: ${detail}`)),
    onLine: (functionName, line) => {
      // what was counted is beside the clock, under /counters
      if (!isCountLine(line)) appendFileSync(logFile, `${functionName} ${line}\n`)
    },
  })
  let shown = ''
  const status = setInterval(() => {
    const { count, p50, p99 } = latencies.percentiles()
    const latency = count === 0 ? 'no latency yet' : `latency p50 ${p50} ms, p99 ${p99} ms of ${count}`
    const line = `— ${sent.messages} messages, ${sent.suppressed} suppressed; report to phone: ${latency}`
    if (line !== shown) print(styleText('bold', line))
    shown = line
  }, statusEverySeconds * 1000)

  const welcomed = printWelcome(system, options, startedAt, cached)
  const demo = welcomed.then(() =>
    options.demo ? startDemo(system, options, identitiesFile, names, latencies) : undefined,
  )
  const stop = async () => {
    clearInterval(status)
    print('\nStopping: what is under way is finished first.')
    await (await demo)?.stop()
    await within(finishWithinSeconds * 1000, system.idle())
    await system.close()
    print(`Stopped. All that happened is kept in ${options.folder}.`)
  }
  const stopOnce = once(() => stop().then(() => process.exit(0), fail))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopOnce)

  await demo
}

const printWelcome = async (system: System, { folder, speed }: StartOptions, startedAt: number, cached: boolean) => {
  const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s${cached ? '' : ', template made anew'}`
  const tokens = await Promise.all(roles.map(async (role) => [role, await system.tokenFor([role])] as const))
  for (const [role, token] of tokens) writeFileSync(join(folder, `${role}.token`), token, { mode: 0o600 })
  const lines = [
    styleText('bold', `Usher is ready (${took})`),
    `  HTTP API   ${system.apiUrl}`,
    `  MQTT       ${system.mqttUrl} and ${system.webSocketUrl}`,
    `  clock      ${system.controlUrl}/clock, at ${speed} times; counters beside it under /counters`,
    `  AWS        ${system.awsUrl}, for SDK clients and the AWS CLI`,
    `  kept in    ${folder}`,
    `Tokens of the HTTP API, by role (also in ${folder}/<role>.token):`,
    ...tokens.map(([role, token]) => `  ${role.padEnd(10)} ${styleText('dim', token)}`),
    'In the template, not on the laptop:',
    ...system.notRun.map((line) => `  ${line}`),
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

const startDemo = async (
  system: System,
  { seed }: StartOptions,
  identitiesFile: string,
  names: Map<string, string>,
  latencies: ReturnType<typeof createLatencies>,
) => {
  const token = system.tokenFor
  const simulator = await startSimulator({
    apiUrl: system.apiUrl,
    mqttUrl: system.mqttUrl,
    tokens: { admin: await token(['admin']), operator: await token(['operator']), marketer: await token(['marketer']) },
    clock: system.clock,
    seed,
    identitiesFile,
    onPublished: (_, { ids, publishedAt }) => latencies.published(ids, publishedAt),
    onShown: (_, { id }) => latencies.shown(id, wallClock()),
    onTrouble: (who, error) => process.stdout.write(`${styleText('red', `${who}: ${error.message}`)}\n`),
  })
  const identities = await readIdentities(identitiesFile)
  for (const { id, traits } of people) {
    const name = String(traits.firstName)
    names.set(`tag-${id}`, name)
    const phone = identities.get(id)
    if (phone) names.set(phone.deviceId, name)
  }
  return simulator
}

/** Asked to stop twice, it stops once. */
const once = (act: () => unknown) => {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}

const fail = (error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

const start = () => {
  const options = readOptions(process.argv.slice(2), process.env)
  main(options).catch((error) => fail(portTaken(error, options.ports) ?? error))
}

if (import.meta.main) {
  // whoever read the feed through a pipe has seen enough
  process.stdout.on('error', () => process.kill(process.pid, 'SIGINT'))
  try {
    if (process.argv.includes('--help')) console.log(usage)
    else start()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exitCode = 2
  }
}
