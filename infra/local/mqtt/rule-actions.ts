import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import type { InvokeAsync } from '../contracts.ts'
import { type RuleMessage, readSubstitution, type Selected } from './topic-rule-sql.ts'

/** Where rules put what they select. Each rejects or throws when the service does not take it. */
export type RuleSinks = {
  putRecord(streamName: string, partitionKey: string, data: Buffer): Promise<unknown>
  invokeAsync: InvokeAsync
  sendMessage(queueUrl: string, body: string): Promise<unknown>
}

/** One action of a rule. `kind` and `resource` are what AWS writes into the payload of an error action. */
export type RuleAction = {
  kind: string
  resource: string
  run(selected: Selected, message: RuleMessage): Promise<unknown>
}

const kinesisRetries = { attempts: 4, firstDelayMs: 50 } // doubling: given up after 350 ms

const actionSchema = z.union([
  z.strictObject({ Kinesis: z.object({ StreamName: z.string(), PartitionKey: z.string(), RoleArn: z.string() }) }),
  z.strictObject({ Lambda: z.object({ FunctionArn: z.string() }) }),
  z.strictObject({
    Sqs: z.object({ QueueUrl: z.string(), RoleArn: z.string(), UseBase64: z.boolean().default(false) }),
  }),
])

/** Reads an action of an AWS::IoT::TopicRule. Throws when it is none of Kinesis, Lambda and SQS. */
export const readAction = (definition: unknown, sinks: RuleSinks): RuleAction => {
  const parsed = actionSchema.safeParse(definition)
  if (!parsed.success)
    throw new Error(
      `action ${JSON.stringify(definition)} can't run here: give Kinesis { StreamName, PartitionKey, RoleArn }, Lambda { FunctionArn } or Sqs { QueueUrl, RoleArn, UseBase64? }`,
    )
  const action = parsed.data
  if ('Kinesis' in action) return kinesisAction(action.Kinesis, sinks)
  if ('Lambda' in action) return lambdaAction(action.Lambda.FunctionArn, sinks)
  return sqsAction(action.Sqs, sinks)
}

const kinesisAction = (kinesis: { StreamName: string; PartitionKey: string }, { putRecord }: RuleSinks): RuleAction => {
  const partitionKey = readSubstitution(kinesis.PartitionKey)
  return {
    kind: 'KinesisAction',
    resource: kinesis.StreamName,
    run: async (selected, message) => {
      const put = () => putRecord(kinesis.StreamName, partitionKey(message), bytes(selected))
      for (let attempt = 1; attempt < kinesisRetries.attempts; attempt++) {
        try {
          return await put()
        } catch {
          await sleep(kinesisRetries.firstDelayMs * 2 ** (attempt - 1))
        }
      }
      return put()
    },
  }
}

const lambdaAction = (functionArn: string, { invokeAsync }: RuleSinks): RuleAction => ({
  kind: 'LambdaAction',
  resource: functionArn,
  run: async (selected) => invokeAsync(functionArn, Buffer.isBuffer(selected) ? parseJson(selected) : selected),
})

const sqsAction = (sqs: { QueueUrl: string; UseBase64: boolean }, { sendMessage }: RuleSinks): RuleAction => ({
  kind: 'SqsAction',
  resource: sqs.QueueUrl,
  run: (selected) => sendMessage(sqs.QueueUrl, bytes(selected).toString(sqs.UseBase64 ? 'base64' : 'utf8')),
})

const bytes = (selected: Selected) => (Buffer.isBuffer(selected) ? selected : Buffer.from(JSON.stringify(selected)))

const parseJson = (payload: Buffer): unknown => {
  try {
    return JSON.parse(payload.toString())
  } catch {
    throw new Error("the payload is not JSON: select encode(*, 'base64') for a Lambda action instead of *")
  }
}
