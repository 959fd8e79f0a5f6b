import { existsSync } from 'node:fs'
import { availableParallelism, devNull } from 'node:os'
import { join } from 'node:path'
import { region } from '../aws.ts'
import type { Resource, Template } from '../contracts.ts'
import { arnOfResource, nameOf } from '../template/attributes.ts'
import type { EnvironmentData } from './environment.ts'

/** A function of the template, ready to run. `concurrency` is how many environments it may have at once. */
export type LambdaFunction = EnvironmentData & {
  timeoutInMillis: number
  concurrency: number
  env: Readonly<Record<string, string>>
}

/**
 * As many environments as a function gets where nothing is reserved: one a core. More of them only share the cores, and
 * cost memory: on 2 cores 4 made a replay's messages 3 ms slower than 2 (17.4 to 13.9 ms), and 10 took 700 MB.
 */
const usualConcurrency = Math.max(2, Math.min(10, availableParallelism()))

type FunctionProperties = {
  Code?: { Folder?: string }
  Handler?: string
  Timeout?: number
  MemorySize?: number
  ReservedConcurrentExecutions?: number
  LoggingConfig?: { ApplicationLogLevel?: string }
  Environment?: { Variables?: Record<string, unknown> }
}

/** The template's functions that have code on this machine. */
export const functionsOf = (template: Template, endpointUrl: string): LambdaFunction[] =>
  template
    .ofType('AWS::Lambda::Function')
    .filter(({ properties }) => (properties as FunctionProperties).Code?.Folder !== undefined)
    .map((resource) => functionOf(resource, endpointUrl))

const functionOf = (resource: Resource, endpointUrl: string): LambdaFunction => {
  const properties = resource.properties as FunctionProperties
  const functionName = nameOf(resource)
  const memorySize = properties.MemorySize ?? 128
  return {
    ...handlerOf(resource.logicalId, properties),
    functionName,
    functionArn: arnOfResource(resource),
    memoryLimitInMB: String(memorySize),
    timeoutInMillis: (properties.Timeout ?? 3) * 1000,
    concurrency: Math.min(properties.ReservedConcurrentExecutions ?? usualConcurrency, usualConcurrency),
    env: {
      ...environmentOf(functionName, memorySize, endpointUrl, properties.Environment?.Variables ?? {}),
      AWS_LAMBDA_LOG_LEVEL: properties.LoggingConfig?.ApplicationLogLevel ?? 'INFO',
    },
  }
}

/** `index.handler` → the file that Node would find for `index`, and the export in it. */
const handlerOf = (logicalId: string, { Code, Handler = 'index.handler' }: FunctionProperties) => {
  const dot = Handler.lastIndexOf('.')
  const base = join(Code?.Folder ?? '', Handler.slice(0, dot))
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path))
  if (file === undefined)
    throw new Error(`${logicalId}: ${base}.mjs, .js or .cjs should hold ${Handler}, and none is there.`)
  return { file, handler: Handler.slice(dot + 1) }
}

/**
 * What a function sees of the world: its own variables, what Lambda sets, and nothing of the developer's. The access key
 * names the function, so that the endpoint can tell who calls.
 */
const environmentOf = (
  functionName: string,
  memorySize: number,
  endpointUrl: string,
  variables: Record<string, unknown>,
) => ({
  PATH: process.env.PATH ?? '',
  TZ: process.env.TZ ?? 'UTC',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyOf(functionName),
  AWS_SECRET_ACCESS_KEY: 'laptop',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: endpointUrl,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
})

const keyPrefix = 'LOCAL'

const accessKeyOf = (functionName: string) => `${keyPrefix}${functionName}`

/** The function that an access key stands for, if it is one's. */
export const functionOfAccessKey = (accessKey: string): string | undefined =>
  accessKey.startsWith(keyPrefix) ? accessKey.slice(keyPrefix.length) : undefined
