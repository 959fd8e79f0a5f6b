import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow } from './access.ts'
import { UsherLogGroup } from './log-group.ts'

export type UsherFunctionProps = {
  bundles: string
  key: IKey
  /** Table names, queue URLs, stream names: where the function finds what it may use. */
  environment: Record<string, string>
  /** All that the function's own role may do, apart from writing its log. */
  permissions: PolicyStatement[]
  timeoutSeconds: number
  /** 512 unless said otherwise. */
  memoryMegabytes?: number
}

/** A function of functions/ with a role of its own, which may do only what is said here, and a log of its own. */
export class UsherFunction extends Construct {
  readonly fn: LambdaFunction
  readonly role: Role

  /** `name` is the file's in functions/, without `.ts`. Throws when it has no bundle. */
  constructor(
    scope: Construct,
    name: string,
    { bundles, key, environment, permissions, timeoutSeconds, memoryMegabytes = 512 }: UsherFunctionProps,
  ) {
    super(scope, name)
    const bundle = join(bundles, name)
    if (!existsSync(join(bundle, 'index.mjs')))
      throw new Error(
        `${name} has no bundle: ${join(bundle, 'index.mjs')} is missing. Is there a functions/${name}.ts?`,
      )

    const logGroup = new UsherLogGroup(this, 'Logs', key)
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Access: new PolicyDocument({
          statements: [allow(logGroup.logGroupArn, 'logs:CreateLogStream', 'logs:PutLogEvents'), ...permissions],
        }),
      },
    })
    this.fn = new LambdaFunction(this, 'Function', {
      functionName: `usher-${name}`,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // CPU comes with memory, one vCPU at 1,769 MB: this is a bit less than a third of one.
      memorySize: memoryMegabytes,
      timeout: Duration.seconds(timeoutSeconds),
      environment,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
    })
  }
}
