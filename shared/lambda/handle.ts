import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { log, logFor } from './log.ts'
import { publishCounts } from './metrics.ts'
import { plainError } from './without-people.ts'

/**
 * A handler whose lines name their invocation, whose counts are published when it ends, and whose failure is logged once.
 * What it throws is as plain as the line: Lambda logs it again, with all that hangs on it.
 */
export const handle = <Event, Result = void>(run: (event: Event, context: Context) => Promise<Result>) =>
  middy<Event, Result>()
    .before(({ context }) => logFor(context))
    .after(({ context }) => publishCounts(context.functionName))
    .onError((request) => {
      const { error, context } = request
      publishCounts(context.functionName)
      if (!error) return
      log('error', 'an invocation failed', { error })
      request.error = Object.assign(new Error(), plainError(error))
    })
    .handler(run)
