import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger'
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types'
import type { Context } from 'aws-lambda'
import { metricService } from './metric-names.ts'
import { plainValue } from './without-people.ts'

/** Every line has the same fields in the same words, and none of them tells of a person. */
class LineFormatter extends LogFormatter {
  formatAttributes(
    { logLevel, message, timestamp, serviceName, lambdaContext }: UnformattedAttributes,
    fields: LogAttributes,
  ): LogItem {
    const line = {
      level: logLevel,
      message,
      timestamp: this.formatTimestamp(timestamp),
      service: serviceName,
      function: lambdaContext?.functionName,
      coldStart: lambdaContext?.coldStart,
      requestId: lambdaContext?.awsRequestId,
      ...fields,
    }
    return new LogItem({ attributes: plainValue(line) as LogAttributes })
  }
}

// The level is what Lambda's own logging controls say (AWS_LAMBDA_LOG_LEVEL), so that one switch serves both.
const logger = new Logger({ serviceName: metricService, logFormatter: new LineFormatter() })

/** Names the invocation that the next lines belong to. */
export const logFor = (context: Context): void => logger.addContext(context)

/**
 * Writes one structured line to the function's log. Ids of devices and reasons only: nothing that was said by or of a person.
 * `error` is kept with its name, message and stack.
 */
export const log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>> & { error?: Error } = {},
): void => logger[level](message, { ...fields })
