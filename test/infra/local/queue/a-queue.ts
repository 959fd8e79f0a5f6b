import { join } from 'node:path'
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { onTestFinished } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { openQueues } from '#infra/local/queue/queues.ts'
import { sqsApi } from '#infra/local/queue/sqs-api.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'
import { sdkOptions } from '../sdk-options.ts'

/** The queue `timers` of a template, which gives up on a message after two receives, and its dead letters. */
export const aQueue = async (folder = tempFolder(), mapping?: object) => {
  const template = aTemplate({
    handlers: { Wake: 'export const handler = 1' },
    resources: {
      Timers: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'timers',
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      ...(mapping && {
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Timers', 'Arn'] },
            FunctionName: { Ref: 'Wake' },
            ...mapping,
          },
        },
      }),
    },
  })
  const clock = closing(createClock({ startAt: 1_700_000_000_000 }))
  clock.pause()
  const queues = closing(openQueues({ template, clock, folder: join(folder, 'queues') }))
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.serveJson('sqs', sqsApi(queues, endpoint.url, clock))
  const sqs = new SQSClient(sdkOptions(endpoint.url))
  onTestFinished(() => sqs.destroy())
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'timers' }))
  const send = (MessageBody: string, DelaySeconds?: number) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }))
  const receive = async (input = {}) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input }))
    return Messages
  }
  const bodies = async (input = {}) => (await receive(input)).map(({ Body }) => Body)
  return { template, clock, queues, endpoint, sqs, QueueUrl, send, receive, bodies, folder }
}

/** What SQS documents as its answer to a request; `name` and `message` of a refusal. Source: the API's reference. */
export const asking = async () => {
  const queue = await aQueue()
  const { sqs, QueueUrl, clock } = queue
  const ask = (command: { readonly input: object }): Promise<Record<string, unknown>> =>
    sqs.send(command as never).then(
      ({ $metadata: _, ...answer }: { $metadata: unknown }) => answer,
      ({ name, message }: Error) => ({ name, message }),
    )
  const inFlight = async (body = 'x') => {
    await queue.send(body)
    const [message] = await queue.receive()
    return { MessageId: message?.MessageId, ReceiptHandle: message?.ReceiptHandle }
  }
  return { ...queue, ask, QueueUrl, clock, inFlight }
}
