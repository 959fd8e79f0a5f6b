import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { Aedes } from 'aedes'
import { onTestFinished } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { parseBasicIngest } from '#infra/local/mqtt/limits.ts'
import type { System } from '#infra/replay/system.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Message } from '#shared/domain/message.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Timer } from '#shared/ports.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { customerSchema, deviceSchema } from '#shared/schemas/people.ts'
import { venueSchema } from '#shared/schemas/venue.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { saveCustomer } from '#shared/use-cases/manage-customers.ts'
import { enrolPhone, saveDevice } from '#shared/use-cases/manage-devices.ts'
import { publishRelease } from '#shared/use-cases/publish-release.ts'
import { aCaller, saveDraft, saveJourney } from '#test/support/builders.ts'

type Options = {
  speed: number
  onJournal(entry: JournalEntry): void
  /** True for a report that the stream shall lose. */
  loses?(payload: string): boolean
}

/**
 * The use cases behind a real broker and a real HTTP server, with everything else in memory and one record a batch.
 * It is gone after the test.
 */
export const startSmallSystem = async ({ speed, onJournal, loses }: Options): Promise<System> => {
  const clock = createClock({ speed, startAt: Date.UTC(2026, 10, 21) })
  const memory = memoryPorts()
  const aedes = await Aedes.createBroker()
  let sequence = 0
  let work: Promise<unknown> = Promise.resolve()

  const engageWith = (partitionKey: string, body: unknown) => {
    sequence += 1
    const record = {
      sequence: String(sequence).padStart(8, '0'),
      partitionKey,
      arrivedAt: clock.now(),
      data: Buffer.from(JSON.stringify(body)),
    }
    work = work.then(() => engage([record]))
    return work
  }
  const publish = (deviceId: string, message: Message) =>
    new Promise<void>((resolve, reject) => {
      const payload = JSON.stringify(message)
      const packet = {
        cmd: 'publish',
        topic: topics.messages(deviceId),
        payload,
        qos: 1,
        dup: false,
        retain: false,
      } as const
      aedes.publish(packet, (error) => (error ? reject(error) : resolve()))
    })
  const arm = async (timers: readonly Timer[], now: number) => {
    await memory.timers.arm(timers, now)
    for (const { mailbox, dueAt } of timers) {
      clock.at(dueAt, () => engageWith(mailbox, { v: 1, kind: 'timer', mailbox, dueAt, receivedAt: clock.now() }))
    }
  }
  const ports = {
    ...memory,
    timers: { ...memory.timers, arm },
    phones: { publish },
    journal: { append: async (entries: readonly JournalEntry[]) => entries.forEach(onJournal) },
    events: {
      put: async (records: readonly { key: string; body: unknown }[]) => {
        for (const { key, body } of records) await engageWith(key, body)
      },
    },
  }
  const engage = engageVisitors(ports)

  aedes.authorizePublish = (client, { topic, payload }, done) => {
    const body = payload.toString()
    if (client && topic.endsWith('/sightings') && !loses?.(body)) {
      void engageWith(`device:${client.id}`, {
        topic: parseBasicIngest(topic)?.topic ?? topic,
        clientId: client.id,
        receivedAt: clock.now(),
        body: Buffer.from(body).toString('base64'),
      })
    }
    done()
  }

  const answer = async (request: IncomingMessage): Promise<object> => {
    const [, kind, id = ''] = (request.url ?? '').split('/')
    const body = JSON.parse((await text(request)) || '{}')
    const now = clock.now()
    if (kind === 'devices' && request.method === 'POST') {
      const deviceId = randomUUID()
      await enrolPhone(ports)(deviceId, now)
      return { deviceId, token: 'a token', expiresAt: now }
    }
    if (kind === 'devices') await saveDevice(ports, async () => 'a secret')(id, deviceSchema.parse(body), now)
    if (kind === 'customers') await saveCustomer(ports)(id, customerSchema.parse(body), now)
    if (kind === 'venues') await saveDraft(memory.drafts, venueSchema.parse({ ...body, id }))
    if (kind === 'journeys') await saveJourney(memory.drafts, journeySchema.parse({ ...body, id, createdAt: now }))
    if (kind === 'publish') return await publishRelease(memory)(body.venueId, { by: aCaller(), now })
    return {}
  }
  const api = createServer(async (request, response) => {
    const status = request.method === 'POST' && request.url === '/devices' ? 201 : 200
    const body = await answer(request).catch((error: Error) => error)
    response
      .writeHead(body instanceof Error ? 500 : status)
      .end(JSON.stringify(body instanceof Error ? String(body) : body))
  })
  const mqtt = createTcpServer({ noDelay: true }, aedes.handle)
  for (const server of [api, mqtt]) await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(async () => {
    clock.close()
    await new Promise<void>((resolve) => aedes.close(resolve))
    api.closeAllConnections()
    api.close()
    mqtt.close()
  })
  const portOf = (server: typeof api | typeof mqtt) => (server.address() as AddressInfo).port
  return {
    apiUrl: `http://127.0.0.1:${portOf(api)}`,
    mqttUrl: `mqtt://127.0.0.1:${portOf(mqtt)}`,
    clock,
    tokenFor: async () => 'a token',
    apiCalls: () => ({ 'kinesis.PutRecords': sequence }),
    idle: async () => {
      await work
    },
  }
}
