import { describe, expect, test, vi } from 'vitest'
import type { RuleSinks } from '#infra/local/mqtt/rule-actions.ts'
import { createTopicRules, type RuleTrouble } from '#infra/local/mqtt/topic-rules.ts'
import { aRule, aStillClock, aTemplate } from './fixtures.ts'

const sql = (filter: string) => `SELECT encode(*, 'base64') AS body, timestamp() AS receivedAt FROM '${filter}'`
const kinesis = { Kinesis: { StreamName: 'events', PartitionKey: `device:\${topic(4)}`, RoleArn: 'arn:role' } }
const errors = { Sqs: { QueueUrl: 'http://queue/rule-errors', RoleArn: 'arn:role', UseBase64: true } }
const deviceReports = aRule('device_reports', {
  Sql: sql('usher/+/devices/#'),
  Actions: [kinesis],
  ErrorAction: errors,
})
const gatewayReports = aRule('gateway_reports', {
  Sql: sql('usher/+/gateways/#'),
  Actions: [{ Lambda: { FunctionArn: 'arn:ingest-gateways' } }],
  ErrorAction: errors,
})
const publish = { topic: 'usher/mall/devices/d1/sightings', payload: Buffer.from('hi'), clientId: 'd1' }
const selected = { body: 'aGk=', receivedAt: Date.UTC(2026, 0, 1) }

const someRules = (given: Partial<RuleSinks> = {}, rules = [deviceReports, gatewayReports]) => {
  const putRecord = vi.fn(given.putRecord ?? (async () => {}))
  const invokeAsync = vi.fn(given.invokeAsync ?? (() => {}))
  const sendMessage = vi.fn(given.sendMessage ?? (async () => {}))
  const troubles: RuleTrouble[] = []
  const onTrouble = (trouble: RuleTrouble) => void troubles.push(trouble)
  const sinks = { putRecord, invokeAsync, sendMessage }
  const { run } = createTopicRules({ template: aTemplate(rules), clock: aStillClock(), sinks, onTrouble })
  return { run, putRecord, invokeAsync, sendMessage, troubles }
}

describe('topic rules', () => {
  test('a report of a device goes to the stream under its mailbox', async () => {
    const { run, putRecord, invokeAsync } = someRules()
    await run(publish)
    expect(putRecord.mock.calls).toEqual([['events', 'device:d1', Buffer.from(JSON.stringify(selected))]])
    expect(invokeAsync).not.toHaveBeenCalled()
  })

  test('a report of a gateway goes to its function', async () => {
    const { run, putRecord, invokeAsync } = someRules()
    await run({ ...publish, topic: 'usher/mall/gateways/g1/minew' })
    expect(invokeAsync.mock.calls).toEqual([['arn:ingest-gateways', selected]])
    expect(putRecord).not.toHaveBeenCalled()
  })

  test('Basic Ingest runs the rule that it names, with the topic that follows', async () => {
    const { run, putRecord, invokeAsync } = someRules()
    await run({ ...publish, topic: '$aws/rules/device_reports/usher/mall/devices/d2/sightings' })
    expect(putRecord.mock.calls.map(([, key]) => key)).toEqual(['device:d2'])
    expect(invokeAsync).not.toHaveBeenCalled()
  })

  test('Basic Ingest to a rule that is not there is told', async () => {
    const { run, troubles } = someRules()
    const topic = '$aws/rules/device_report/usher/mall/devices/d2/sightings'
    await run({ ...publish, topic })
    expect(troubles).toEqual([
      { kind: 'not_found', rule: 'device_report', topic, detail: "no rule is called 'device_report'" },
    ])
  })

  test('records are put in the order of their publishes, though the stream takes its time', async () => {
    const { run, putRecord } = someRules({ putRecord: () => new Promise((resolve) => setTimeout(resolve, 5)) })
    const topics = ['d1', 'd2', 'd3'].map((device) => `usher/mall/devices/${device}/sightings`)
    const runs = topics.map((topic) => run({ ...publish, topic }))
    expect(putRecord.mock.calls.map(([, key]) => key)).toEqual(['device:d1', 'device:d2', 'device:d3'])
    await Promise.all(runs)
  })

  test('a stream that fails a while is tried again', async () => {
    const failing = vi
      .fn<RuleSinks['putRecord']>()
      .mockRejectedValueOnce(new Error('throttled'))
      .mockResolvedValue('ok')
    const { run, sendMessage, troubles } = someRules({ putRecord: failing })
    await run(publish)
    expect(failing).toHaveBeenCalledTimes(2)
    expect([sendMessage.mock.calls, troubles]).toEqual([[], []])
  })

  test('what a stream does not take goes to the error action with its bytes', async () => {
    const { run, sendMessage, troubles } = someRules({ putRecord: () => Promise.reject(new Error('no such stream')) })
    await run(publish)
    const [queueUrl, body] = sendMessage.mock.calls[0] ?? []
    expect(queueUrl).toBe('http://queue/rule-errors')
    expect(JSON.parse(Buffer.from(body ?? '', 'base64').toString())).toEqual({
      ruleName: 'device_reports',
      topic: publish.topic,
      clientId: 'd1',
      base64OriginalPayload: 'aGk=',
      failures: [{ failedAction: 'KinesisAction', failedResource: 'events', errorMessage: 'no such stream' }],
    })
    expect(troubles).toEqual([
      { kind: 'failed', rule: 'device_reports', topic: publish.topic, detail: 'no such stream' },
    ])
  })

  test('what not even the error action takes is told to be lost', async () => {
    const { run, troubles } = someRules({
      invokeAsync: () => {
        throw new Error('no such function')
      },
      sendMessage: () => Promise.reject(new Error('no such queue')),
    })
    const topic = 'usher/mall/gateways/g1/minew'
    await run({ ...publish, topic })
    expect(troubles).toEqual([
      { kind: 'failed', rule: 'gateway_reports', topic, detail: 'no such function' },
      { kind: 'lost', rule: 'gateway_reports', topic, detail: 'no such queue' },
    ])
  })

  test('a disabled rule does nothing', async () => {
    const { run, putRecord } = someRules({}, [aRule('off', { Sql: sql('#'), Actions: [kinesis], RuleDisabled: true })])
    await run(publish)
    expect(putRecord).not.toHaveBeenCalled()
  })

  test('a rule that is not understood stops the start and is named', () => {
    expect(() => someRules({}, [aRule('odd', { Sql: 'SELECT FROM', Actions: [] })])).toThrow(
      /^topic rule odd: can't read SQL/,
    )
    const s3 = aRule('archive', { Sql: sql('#'), Actions: [{ S3: {} }] })
    expect(() => someRules({}, [s3])).toThrow(/^topic rule archive: action {"S3":{}} can't run here: give Kinesis/)
  })
})
