import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { UsherFunction } from './usher-function.ts'

/**
 * Runs a function every so many minutes. One run that failed is not tried again: the next one goes on where it stood. `once`
 * and `every` are the ids of what says so.
 */
export const runEvery = (
  scope: Construct,
  { fn }: UsherFunction,
  { minutes, once, every }: { minutes: number; once: string; every: string },
): void => {
  const maxEventAge = Duration.minutes(1)
  new CfnEventInvokeConfig(scope, once, {
    functionName: fn.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: maxEventAge.toSeconds(),
  })
  new Rule(scope, every, {
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [new InvokeFunction(fn, { retryAttempts: 0, maxEventAge })],
  })
}
