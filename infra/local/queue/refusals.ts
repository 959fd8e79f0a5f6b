import { ApiError } from '../api-error.ts'

/** SQS names its errors with a namespace, which the SDK reads. */
export const failure = (code: string, message: string) => new ApiError(`com.amazonaws.sqs#${code}`, message)

/** Throws unless a number that is given is whole and within its bounds. `reason` ends SQS' sentence. */
export const checkRange = (
  name: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
  reason: string,
): void => {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  throw failure('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`)
}

export const missing = (name: string) => failure('MissingParameter', `The request must contain the parameter ${name}.`)
