import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { Clock, Invoke, Resource, Template } from '#infra/local/contracts.ts'
import { type BrokerEvent, startBroker } from '#infra/local/mqtt/broker.ts'
import type { RuleSinks } from '#infra/local/mqtt/rule-actions.ts'
import { createTopicRules, type RuleTrouble } from '#infra/local/mqtt/topic-rules.ts'
import { tempFolder } from '../cloud-fixture.ts'

export const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:authorize-devices'
export const username = 'usher?x-amz-customauthorizer-name=usher-devices'
const iot = 'arn:aws:iot:eu-central-1:000000000000:'

export const aTemplate = (resources: readonly Resource[]): Template => ({
  resources,
  ofType: (type) => resources.filter((resource) => resource.type === type),
  find: (reference) => resources.find((resource) => resource.logicalId === reference),
})

export const aRule = (name: string, payload: Record<string, unknown>): Resource => ({
  logicalId: name,
  type: 'AWS::IoT::TopicRule',
  properties: { RuleName: name, TopicRulePayload: payload },
})

const anAuthorizer = (): Resource => ({
  logicalId: 'DeviceAuthorizer',
  type: 'AWS::IoT::Authorizer',
  properties: {
    AuthorizerName: 'usher-devices',
    AuthorizerFunctionArn: functionArn,
    SigningDisabled: true,
    Status: 'ACTIVE',
  },
})

/** A clock that stands still until it is moved by hand. */
export const aStillClock = (at = Date.UTC(2026, 0, 1)) => {
  let alarms: { time: number; ring: () => unknown }[] = []
  let now = at
  return {
    now: () => now,
    at: (time: number, ring: () => unknown) => {
      const alarm = { time, ring }
      alarms.push(alarm)
      return () => {
        alarms = alarms.filter((one) => one !== alarm)
      }
    },
    move: async (milliseconds: number) => {
      now += milliseconds
      const due = alarms.filter(({ time }) => time <= now)
      alarms = alarms.filter(({ time }) => time > now)
      for (const { ring } of due) await ring()
    },
    alarms: () => alarms.length,
  } satisfies Pick<Clock, 'now' | 'at'> & Record<string, unknown>
}

const allow = (clientId: string) => [
  { Effect: 'Allow', Action: 'iot:Connect', Resource: `${iot}client/${clientId}` },
  {
    Effect: 'Allow',
    Action: ['iot:Publish', 'iot:RetainPublish'],
    Resource: [`${iot}topic/own/${clientId}/*`, `${iot}topic/$aws/rules/*`],
  },
  {
    Effect: 'Allow',
    Action: 'iot:Subscribe',
    Resource: [`${iot}topicfilter/own/${clientId}/*`, `${iot}topicfilter/all/*`, `${iot}topicfilter/$aws/rules/*`],
  },
  { Effect: 'Allow', Action: 'iot:Receive', Resource: [`${iot}topic/own/${clientId}/*`, `${iot}topic/all/*`] },
  { Effect: 'Deny', Action: 'iot:Receive', Resource: `${iot}topic/all/secret` },
]

type Asked = { protocolData: { mqtt: { clientId: string; password?: string } } }

/** What an authorizer answers to a password of `let me in`. */
export const anAnswer = (clientId: string) => ({
  isAuthenticated: true,
  principalId: clientId.replaceAll(/[^a-z0-9]/gi, ''),
  disconnectAfterInSeconds: 3600,
  refreshAfterInSeconds: 300,
  policyDocuments: [JSON.stringify({ Version: '2012-10-17', Statement: allow(clientId) })],
})

export const authorizing: Invoke = async (_, event) => {
  const { clientId, password = '' } = (event as Asked).protocolData.mqtt
  return Buffer.from(password, 'base64').toString() === 'let me in' ? anAnswer(clientId) : { isAuthenticated: false }
}

/** A broker on free ports with what it told us, and clients that end with it. */
export const aBroker = async (
  given: { rules?: Resource[]; sinks?: Partial<RuleSinks>; invoke?: Invoke; folder?: string } = {},
) => {
  const clock = aStillClock()
  const events: BrokerEvent[] = []
  const troubles: RuleTrouble[] = []
  const clients: MqttClient[] = []
  const template = aTemplate([anAuthorizer(), ...(given.rules ?? [])])
  const sinks = { putRecord: async () => {}, invokeAsync: () => {}, sendMessage: async () => {}, ...given.sinks }
  const rules = createTopicRules({ template, clock, sinks, onTrouble: (trouble) => troubles.push(trouble) })
  const onEvent = (event: BrokerEvent) => void events.push(event)
  const invoke = given.invoke ?? authorizing
  const folder = given.folder ?? tempFolder()
  const ports = { mqtt: 0, webSocket: 0 }
  const broker = await startBroker({ template, clock, invoke, rules, folder, ports, onEvent })
  return {
    broker,
    clock,
    events,
    troubles,
    connect: async (clientId: string, options: IClientOptions & { url?: string; heard?: string[] } = {}) => {
      const { url = broker.mqttUrl, heard = [], ...rest } = options
      const client = mqtt.connect(url, { clientId, username, password: 'let me in', reconnectPeriod: 0, ...rest })
      clients.push(client)
      received(client, heard)
      await new Promise<void>((resolve, reject) => {
        client.once('connect', () => resolve())
        client.once('error', reject)
      })
      client.on('error', () => {})
      return client
    },
    refusals: () => events.flatMap((event) => (event.kind === 'refused' ? [event.reason] : [])),
    close: async () => {
      for (const client of clients) client.end(true)
      await broker.close()
    },
  }
}

/** The next messages of a client as `topic payload`. */
export const received = (client: MqttClient, texts: string[] = []) => {
  client.on('message', (topic, payload) => texts.push(`${topic} ${payload.toString()}`))
  return texts
}

export const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()))
