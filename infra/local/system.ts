import { join } from 'node:path'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Meter } from '../cost/meter.ts'
import { createClock } from './clock.ts'
import { keepClockFile, readClockFile } from './clock-file.ts'
import { startCloud } from './cloud.ts'
import type { Clock } from './contracts.ts'
import { startControl } from './control.ts'
import { type Interfere, startEndpoint } from './endpoint.ts'
import { claimFolder } from './files/claim-folder.ts'
import { startIssuer } from './http-api/issuer.ts'
import { readHttpApi, tokenAudience } from './http-api/routes.ts'
import { type HandledRequest, startHttpApi } from './http-api/server.ts'
import { type BrokerEvent, startBroker } from './mqtt/broker.ts'
import { createDataPlane } from './mqtt/data-plane.ts'
import { createTopicRules, type RuleTrouble } from './mqtt/topic-rules.ts'
import { notRun } from './not-run.ts'
import { readTemplate } from './template.ts'

/** Ports on 127.0.0.1; 0 takes a free one. */
export type Ports = Record<'mqtt' | 'webSocket' | 'api' | 'issuer' | 'control' | 'aws', number>

export const freePorts: Ports = { mqtt: 0, webSocket: 0, api: 0, issuer: 0, control: 0, aws: 0 }

/** Something that went wrong, for whoever watches. Nothing is lost by it: it is tried again, parked or kept. */
export type Trouble = { source: string; detail: string }

export type SystemOptions = {
  /** The synthesized template; its assets lie beside it. */
  templatePath: string
  /** Where everything is kept that must survive a restart. */
  folder: string
  ports: Ports
  speed: number
  onJournal(entry: JournalEntry): void
  onBroker(event: BrokerEvent): void
  onRequest(request: HandledRequest): void
  onTrouble(trouble: Trouble): void
  /** What a function printed. */
  onLine(functionName: string, line: string): void
  /** Reads what AWS would bill. */
  meter?: Meter
}

export type System = {
  apiUrl: string
  mqttUrl: string
  webSocketUrl: string
  issuerUrl: string
  controlUrl: string
  /** Where SDK clients and the AWS CLI find the laptop's AWS. */
  awsUrl: string
  clock: Clock
  /** What the template holds and the laptop does not run, one line each. */
  notRun: readonly string[]
  /** A token of the HTTP API for somebody with these roles (`admin`, `operator@harbour`). */
  tokenFor(grants: readonly string[]): Promise<string>
  /** SDK calls so far, by `service.Action`. */
  apiCalls(): Record<string, number>
  /** Resolves when all that was taken in has been processed; timers that are not due yet don't count. */
  idle(): Promise<void>
  /** Comes between every SDK call and its service from now on: for tests of what goes wrong. */
  interfereBy(interfere: Interfere): void
  close(): Promise<void>
}

/**
 * Runs the template on this machine: reads it, wires what it finds, and listens on 127.0.0.1. Rejects when a port is taken
 * (EADDRINUSE), when another process has the folder, or when the template asks for what the laptop can't run.
 */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const { folder, ports, onTrouble, meter } = options
  const claimed = claimFolder(folder)
  const clock = createClock({ speed: options.speed, startAt: readClockFile(join(folder, 'clock')) })
  const clockFile = keepClockFile(join(folder, 'clock'), clock)
  const endpoint = await startEndpoint({ port: ports.aws })
  const template = readTemplate(options.templatePath, { endpointPort: endpoint.port })
  const counters = new Map<string, number>()
  const count = (name: string) => counters.set(name, (counters.get(name) ?? 0) + 1)

  const cloud = await startCloud({
    template,
    clock,
    endpoint,
    folder,
    onArchived: (records) => {
      for (const entry of records.flatMap(entriesOf)) {
        for (const name of countedAs(entry)) count(name)
        options.onJournal(entry)
      }
    },
    onLine: (functionName, line) => {
      meter?.logged(Buffer.byteLength(line))
      options.onLine(functionName, line)
    },
    ...(meter === undefined ? {} : { meter }),
    onFailure: (functionName, error) => onTrouble({ source: functionName, detail: error.message }),
  })
  const rules = createTopicRules({
    template,
    clock,
    sinks: {
      putRecord: async (stream, key, data) => {
        meter?.ruled(data.length)
        return cloud.streams.put(stream, key, data)
      },
      invokeAsync: cloud.asynchronous.invokeAsync,
      sendMessage: async (queueUrl, body) => cloud.queues.send(queueUrl, body),
    },
    onTrouble: (trouble: RuleTrouble) => {
      count(`rule.${trouble.kind}`)
      onTrouble({ source: `rule ${trouble.rule}`, detail: `${trouble.kind} for ${trouble.topic}: ${trouble.detail}` })
    },
  })
  const { invoke } = cloud
  const broker = await startBroker({
    template,
    clock,
    invoke,
    rules,
    folder,
    ports: { mqtt: ports.mqtt, webSocket: ports.webSocket },
    onEvent: (event) => {
      if (event.kind === 'published' && event.bytes !== undefined) meter?.published(event.topic, event.bytes)
      count(event.kind === 'refused' ? `mqtt.refused.${event.reason}` : `mqtt.${event.kind}`)
      options.onBroker(event)
    },
  })
  endpoint.serveRaw('iotdata', createDataPlane(broker), 'Publish')
  const connected = cloud.connect()
  const issuer = await startIssuer({
    directory: folder,
    port: ports.issuer,
    clientId: tokenAudience(readHttpApi(template)),
  })
  const api = await startHttpApi({ template, clock, invoke, issuer, port: ports.api, onRequest: options.onRequest })
  const control = await startControl({
    clock,
    counters: () => ({ ...Object.fromEntries([...counters].sort()), calls: endpoint.calls() }),
    port: ports.control,
  })

  const idle = async () => {
    await rules.idle()
    await connected.idle()
  }
  return {
    apiUrl: api.url,
    mqttUrl: broker.mqttUrl,
    webSocketUrl: broker.webSocketUrl,
    issuerUrl: issuer.url,
    controlUrl: control.url,
    awsUrl: endpoint.url,
    clock,
    notRun: notRun(template),
    tokenFor: (grants) => issuer.tokenFor(grants),
    apiCalls: endpoint.calls,
    interfereBy: endpoint.interfereBy,
    idle,
    close: async () => {
      await Promise.all([api.close(), control.close(), issuer.close(), broker.close()])
      await connected.close()
      await cloud.close()
      await endpoint.close()
      clockFile.close()
      clock.close()
      claimed.release()
    },
  }
}

const entriesOf = (record: Buffer): JournalEntry[] =>
  record
    .toString('utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as JournalEntry]))

/** The counters that an entry of the journal adds to. */
const countedAs = (entry: JournalEntry): string[] => {
  switch (entry.type) {
    case 'outcomes':
      return entry.outcomes.map((one) => ('reason' in one ? `${one.outcome}.${one.reason}` : one.outcome))
    case 'counted':
      return Array.from({ length: entry.count }, () => `${entry.source}.${entry.reason}`)
    case 'decision':
      return [decidedAs(entry)]
    case 'occasion':
      return [`occasion.${entry.occasion.kind}`]
    case 'health':
      return [`health.${entry.change}`]
    case 'moment':
      return [`moment.${entry.moment.kind}`]
    case 'message':
      return [entry.again ? 'message.again' : 'message.sent']
    case 'receipt':
      return [`receipt.${entry.receipt.event}`]
  }
}

const decidedAs = (entry: Extract<JournalEntry, { type: 'decision' }>): string => {
  const { messageId, suppressed, deferred, left } = entry
  if (messageId !== undefined) return 'decision.message'
  if (suppressed !== undefined) return `suppressed.${suppressed}`
  if (deferred !== undefined) return `deferred.${deferred}`
  return left === undefined ? 'decision.waits' : `left.${left}`
}
