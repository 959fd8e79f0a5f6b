import { join } from 'node:path'
import type { Meter } from '../cost/meter.ts'
import type { Clock, Invoke, Resource, Template } from './contracts.ts'
import { openDeliveryStreams } from './delivery-streams.ts'
import { createDestinations, type Deliver } from './destinations.ts'
import { startDynamoDb } from './dynamodb/dynamodb.ts'
import type { Endpoint } from './endpoint.ts'
import { createEventRules } from './event-rules.ts'
import { createJudge } from './iam/judge.ts'
import { type AsyncInvocations, openAsyncInvocations } from './lambda/async-invocations.ts'
import { type Lambdas, startLambdas } from './lambda/lambdas.ts'
import { connectQueues } from './queue/mappings.ts'
import { openQueues, type Queues } from './queue/queues.ts'
import { sqsApi } from './queue/sqs-api.ts'
import { s3Api } from './s3/s3-api.ts'
import { startSchedules } from './schedules.ts'
import { openSecrets } from './secrets.ts'
import { kinesisApi } from './stream/kinesis-api.ts'
import { connectStreams } from './stream/mappings.ts'
import { openStreams, type Streams } from './stream/streams.ts'

/** Stores, streams and functions behind one endpoint. Nothing flows until `connect`. */
export type Cloud = {
  invoke: Invoke
  asynchronous: AsyncInvocations
  streams: Streams
  queues: Queues
  /** Lets streams, queues and schedules drive their functions. */
  connect(): Connected
  close(): Promise<void>
}

export type Connected = { idle(): Promise<void>; close(): Promise<void> }

type CloudOptions = {
  template: Template
  clock: Clock
  endpoint: Endpoint
  /** Everything that must survive a restart is kept below. */
  folder: string
  onArchived(records: readonly Buffer[]): void
  onLine(functionName: string, line: string): void
  onFailure(functionName: string, error: Error): void
  meter?: Meter
}

/** Starts what the template has of stores, streams, queues, secrets and functions. */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { template, clock, endpoint, folder, onFailure, meter } = options
  const dynamodb = await startDynamoDb({ template, path: join(folder, 'dynamodb') })
  const streams = openStreams({ template, clock, folder: join(folder, 'streams') })
  const queues = openQueues({ template, clock, folder: join(folder, 'queues') })

  const judge = createJudge(template)
  endpoint.judgeBy((call, request) => {
    meter?.called(call, request.body)
    return judge(call, request)
  })
  endpoint.serveRaw('dynamodb', async (request, call) => {
    const answer = await dynamodb.service(request, call)
    meter?.answered(call, request.json, String(answer.body))
    return answer
  })
  endpoint.serveJson('kinesis', kinesisApi(streams, clock))
  endpoint.serveJson('sqs', sqsApi(queues, endpoint.url, clock))
  endpoint.serveJson('secretsmanager', openSecrets({ template, path: join(folder, 'secrets.json') }))
  endpoint.serveJson(
    'firehose',
    openDeliveryStreams({
      template,
      clock,
      folder: join(folder, 's3'),
      onRecords: (_, records) => options.onArchived(records),
    }),
  )

  const fromQueues = new Set(template.ofType('AWS::Lambda::EventSourceMapping').flatMap(functionOfQueue))
  const lambdas = startLambdas({
    template,
    endpointUrl: endpoint.url,
    onLine: options.onLine,
    onRan: ({ functionName, memoryLimitInMB }, ms) =>
      meter?.invoked(ms, Number(memoryLimitInMB), fromQueues.has(functionName)),
  })
  const { invoke } = lambdas
  const deliver = createDestinations({ template, clock, folder: join(folder, 's3'), sendToQueue: queues.send })
  const asynchronous = openAsyncInvocations({ template, clock, invoke, folder, deliver })
  const happened = createEventRules({ template, clock, invoke: asynchronous.invokeAsync })
  endpoint.serveRest(
    's3',
    s3Api({ template, folder: join(folder, 's3'), now: clock.now, onCreated: (event) => void happened(event) }),
  )
  const connect = () =>
    connectAll({ template, clock, streams, queues, lambdas, asynchronous, deliver, folder, onFailure })

  return {
    invoke,
    asynchronous,
    streams,
    queues,
    connect,
    close: async () => {
      await asynchronous.close()
      await lambdas.close()
      await dynamodb.close()
      streams.close()
      queues.close()
    },
  }
}

/** The name of the function that a mapping feeds from a queue. */
const functionOfQueue = ({ properties: { EventSourceArn, FunctionName } }: Resource): string[] =>
  String(EventSourceArn).startsWith('arn:aws:sqs:') ? [String(FunctionName)] : []

type Parts = Pick<CloudOptions, 'template' | 'clock' | 'folder' | 'onFailure'> &
  Pick<Cloud, 'streams' | 'queues' | 'asynchronous'> & { lambdas: Lambdas; deliver: Deliver }

const connectAll = ({
  template,
  clock,
  streams,
  queues,
  lambdas,
  asynchronous,
  deliver,
  folder,
  onFailure,
}: Parts): Connected => {
  let invocations = 0
  const invoke: Invoke = (fn, event) => {
    invocations++
    return lambdas.invoke(fn, event)
  }
  const fromStreams = connectStreams({
    template,
    clock,
    streams,
    invoke,
    deliver,
    folder: join(folder, 'streams'),
    onFailure,
  })
  const fromQueues = connectQueues({ template, clock, queues, invoke, onFailure })
  const schedules = startSchedules({ template, clock, invoke: asynchronous.invokeAsync })
  return {
    idle: async () => {
      // what one of them does may give another something to do: quiet is a round in which nothing was invoked
      let before: number
      do {
        before = invocations
        await Promise.all([fromStreams.idle(), fromQueues.idle(), asynchronous.idle()])
      } while (invocations !== before)
    },
    close: async () => {
      schedules.close()
      await Promise.all([fromStreams.close(), fromQueues.close()])
    },
  }
}
