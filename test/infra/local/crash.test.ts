import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { openQueues } from '#infra/local/queue/queues.ts'
import { openStreams } from '#infra/local/stream/streams.ts'
import { readTemplate } from '#infra/local/template.ts'
import { closing, tempFolder } from './cloud-fixture.ts'

test('a kill loses nothing that was acknowledged', async () => {
  const folder = tempFolder()
  const templatePath = join(folder, 'template.json')
  const resources = {
    Events: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 2 } },
    Timers: { Type: 'AWS::SQS::Queue' },
  }
  writeFileSync(templatePath, JSON.stringify({ Resources: resources }))
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, templatePath, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let acknowledged = 0
  child.stdout.on('data', (chunk: Buffer) => {
    acknowledged = Number(chunk.toString().trimEnd().split('\n').at(-1)?.match(/^\d+$/)?.[0] ?? acknowledged)
    if (acknowledged > 500) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.on('close', resolve))

  expect(acknowledged).toBeGreaterThan(500)
  const template = readTemplate(templatePath, { endpointPort: 1 })
  const clock = closing(createClock())
  const streams = closing(openStreams({ template, clock, folder: join(folder, 'streams') }))
  const queues = closing(openQueues({ template, clock, folder: join(folder, 'queues') }))
  const records = streams.all.flatMap(({ shards }) => shards.flatMap(({ log }) => log.read(1, 1_000_000)))
  const kept = records.map(({ data }) => Number(Buffer.from(data, 'base64'))).sort((a, b) => a - b)
  const sent = (queues.find('Timers')?.receive(1_000_000, 0) ?? []).map(({ body }) => Number(body))
  const expected = Array.from({ length: acknowledged + 1 }, (_, i) => i)
  expect(kept.slice(0, acknowledged + 1)).toEqual(expected)
  expect(sent.slice(0, acknowledged + 1)).toEqual(expected)
})
