import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { createTopicRules, type RuleTrouble } from '#infra/local/mqtt/topic-rules.ts'
import { openQueues } from '#infra/local/queue/queues.ts'
import { readTemplate } from '#infra/local/template.ts'
import { topics } from '#shared/domain/topic.ts'
import { currentTemplate } from './template.ts'

test('a report that the stream does not take waits in the queue of rule errors, whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-rules-'))
  const template = readTemplate(await currentTemplate(), { endpointPort: 1 })
  const clock = createClock()
  const queues = openQueues({ template, clock, folder })
  onTestFinished(() => {
    queues.close()
    clock.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const troubles: RuleTrouble[] = []
  const rules = createTopicRules({
    template,
    clock,
    sinks: {
      putRecord: async () => {
        throw new Error('the stream is away')
      },
      invokeAsync: () => {},
      sendMessage: async (queueUrl, body) => queues.send(queueUrl, body),
    },
    onTrouble: (trouble) => troubles.push(trouble),
  })
  const topic = topics.sightings('harbour', 'phone-1')
  const payload = Buffer.from('{"sightings":[]}')
  await rules.run({ topic, payload, clientId: 'phone-1', principal: 'phone1' })

  const waiting = queues.all.filter(({ visible }) => visible > 0)
  expect(waiting.map(({ visible }) => visible)).toEqual([1])
  const [message] = waiting[0]?.receive(1, 1000) ?? []
  expect(JSON.parse(Buffer.from(message?.body ?? '', 'base64').toString())).toEqual({
    ruleName: 'device_reports',
    topic,
    clientId: 'phone-1',
    base64OriginalPayload: payload.toString('base64'),
    failures: [
      { failedAction: 'KinesisAction', failedResource: expect.any(String), errorMessage: 'the stream is away' },
    ],
  })
  expect(troubles).toEqual([{ rule: 'device_reports', topic, kind: 'failed', detail: 'the stream is away' }])
})
