import { join } from 'node:path'
import { createClock } from '#infra/local/clock.ts'
import { openQueues } from '#infra/local/queue/queues.ts'
import { openStreams } from '#infra/local/stream/streams.ts'
import { readTemplate } from '#infra/local/template.ts'

/** Puts and sends until it is killed, and says after each one that it was taken. */
const [, , templatePath = '', folder = ''] = process.argv
const template = readTemplate(templatePath, { endpointPort: 1 })
const clock = createClock()
const streams = openStreams({ template, clock, folder: join(folder, 'streams') })
const queues = openQueues({ template, clock, folder: join(folder, 'queues') })
for (let i = 0; ; i++) {
  streams.put('Events', `device:${i % 7}`, Buffer.from(`${i}`))
  queues.send('Timers', `${i}`)
  process.stdout.write(`${i}\n`)
  if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
}
