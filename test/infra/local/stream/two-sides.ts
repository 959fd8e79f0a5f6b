import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  type PutRecordCommandInput,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import kinesalite from 'kinesalite'
import { expect, onTestFinished, vi } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { kinesisApi } from '#infra/local/stream/kinesis-api.ts'
import { openStreams } from '#infra/local/stream/streams.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'
import { sdkOptions } from '../sdk-options.ts'

/** Any command of the client. */
export type Request = { readonly input: object }

/** A Kinesis of one stream, `events`, with what a script of requests needs of it. */
export type Side = {
  /** The answer without its metadata; of a refusal its name and message. */
  ask(request: Request): Promise<Record<string, unknown>>
  put(input: Partial<PutRecordCommandInput>): Promise<{ ShardId: string; SequenceNumber: string }>
  /** Every record of a shard from the oldest on, until the shard says that it is at its end or nothing more comes. */
  drain(ShardId: string): Promise<{ words: string[]; ended: boolean }>
  untilActive(): Promise<void>
  /** Lets time go by. */
  later(millis: number): Promise<void>
}

const streamName = 'events'
/** kinesalite's iterators go on second by second: it says that a closed shard is at its end one empty read later. */
const readsToTheEnd = 4

const sideOf = (endpoint: string, later: Side['later']): Side => {
  const client = new KinesisClient({ ...sdkOptions(endpoint), requestHandler: new NodeHttpHandler() })
  onTestFinished(() => client.destroy())
  const ask: Side['ask'] = (request) =>
    client.send(request as never).then(
      ({ $metadata: _, ...answer }: { $metadata: unknown }) => answer,
      ({ name, message }: Error) => ({ name, message }),
    )
  return {
    ask,
    later,
    put: async (input) => {
      const { ShardId = '', SequenceNumber = '' } = await client.send(
        new PutRecordCommand({ StreamName: streamName, PartitionKey: 'device:a', Data: bytes('x'), ...input }),
      )
      return { ShardId, SequenceNumber }
    },
    drain: async (ShardId) => {
      const start = new GetShardIteratorCommand({ StreamName: streamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
      let { ShardIterator } = await client.send(start)
      const words: string[] = []
      for (let reads = 0; ShardIterator !== undefined && reads < readsToTheEnd; reads++) {
        const page = await client.send(new GetRecordsCommand({ ShardIterator }))
        words.push(...(page.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()))
        ShardIterator = page.NextShardIterator
      }
      return { words, ended: ShardIterator === undefined }
    },
    untilActive: async () => {
      const summary = new DescribeStreamSummaryCommand({ StreamName: streamName })
      const status = async () => (await client.send(summary)).StreamDescriptionSummary?.StreamStatus
      while ((await status()) !== 'ACTIVE') await new Promise((resolve) => setTimeout(resolve, 10))
    },
  }
}

const ourSide = async (ShardCount: number): Promise<Side> => {
  const template = aTemplate({
    resources: { Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: streamName, ShardCount } } },
  })
  const clock = closing(createClock())
  const streams = closing(openStreams({ template, clock, folder: tempFolder() }))
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.serveJson('kinesis', kinesisApi(streams, clock))
  return sideOf(endpoint.url, (millis) => clock.step(millis))
}

const kinesaliteSide = async (ShardCount: number): Promise<Side> => {
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  const server = kinesalite({ createStreamMs: 0, updateStreamMs: 500, shardLimit: 100 })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  let ahead = 0
  const now = Date.now
  const time = vi.spyOn(Date, 'now').mockImplementation(() => now() + ahead)
  onTestFinished(async () => {
    time.mockRestore()
    vi.unstubAllEnvs()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  })
  const side = sideOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async (millis) => {
    ahead += millis
  })
  await side.ask(new CreateStreamCommand({ StreamName: streamName, ShardCount }))
  await side.untilActive()
  return side
}

/** Our stream and kinesalite, each with a stream of so many shards. */
export const twoSides = async (shardCount = 2) => ({
  ours: await ourSide(shardCount),
  kinesalites: await kinesaliteSide(shardCount),
})

/** Runs a script of requests against both and expects the same answers, numbers and times of their own apart. */
export const expectSame = async (script: (side: Side) => Promise<unknown>, shardCount?: number): Promise<unknown> => {
  const { ours, kinesalites } = await twoSides(shardCount)
  const answer = named(await script(ours))
  expect(answer).toEqual(named(await script(kinesalites)))
  return answer
}

export const bytes = (text: string) => new TextEncoder().encode(text)

/** An answer with its sequence numbers called #1, #2, … as they appear, and times, iterators and bytes made comparable. */
export const named = (answer: unknown): unknown => {
  const names = new Map<string, string>()
  const nameOf = (sequence: string) => {
    const name = names.get(sequence) ?? `#${names.size + 1}`
    names.set(sequence, name)
    return name
  }
  const text = (value: string) =>
    value
      .replace(/\b49\d{54}\b/g, nameOf)
      .replace(/\b\d{13}(\.\d+)?\b/g, '(millis)')
      .replace(/\w{3} \w{3} \d\d [\d:]{8} UTC \d{4}/g, '(time)')
      .replace(/PutRecordsRequestEntry@\w+/g, 'PutRecordsRequestEntry')
  const visit = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return key.endsWith('ShardIterator') ? '(iterator)' : text(value)
    if (value instanceof Date) return '(time)'
    if (value instanceof Uint8Array) return Buffer.from(value).toString()
    if (Array.isArray(value)) return value.map((one) => visit(one))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([name, one]) => [name, visit(one, name)]),
    )
  }
  return visit(answer)
}
