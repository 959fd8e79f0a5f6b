import { ApiError } from '../api-error.ts'
import { FunctionError } from './function-error.ts'

/** Lambda's quotas for an event and for an answer. Source: AWS Lambda developer guide, "Lambda quotas". */
const maxEventBytes = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 }
/** 6 MiB and a bit: Lambda's own message names this number. */
const maxAnswerBytes = 6_291_556

/** Throws as Invoke does for an event, as JSON, that is too large for this invocation type. */
export const checkEvent = (json: string, type: keyof typeof maxEventBytes): void => {
  const limit = maxEventBytes[type]
  const bytes = Buffer.byteLength(json)
  if (bytes <= limit) return
  throw new ApiError(
    'RequestEntityTooLargeException',
    `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
    413,
  )
}

/** Throws as Lambda fails a function whose answer, as JSON, is too large. */
export const checkAnswer = (json: string): void => {
  if (Buffer.byteLength(json) <= maxAnswerBytes) return
  throw new FunctionError(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${maxAnswerBytes} bytes).`,
  )
}
