import type { ErrorAnswer } from './environment.ts'

/** A handler threw, timed out or crashed. `toJSON` is what Lambda answers with `X-Amz-Function-Error`. */
export class FunctionError extends Error {
  readonly errorType: string
  readonly trace: readonly string[]

  constructor(errorType: string, errorMessage: string, trace: readonly string[] = []) {
    super(errorMessage)
    this.name = 'FunctionError'
    this.errorType = errorType
    this.trace = trace
  }

  static from(json: string) {
    const { errorType, errorMessage, trace } = JSON.parse(json) as ErrorAnswer
    return new FunctionError(errorType, errorMessage, trace)
  }

  static timedOut(requestId: string, milliseconds: number) {
    const seconds = (milliseconds / 1000).toFixed(2)
    return new FunctionError(
      'Sandbox.Timedout',
      `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
    )
  }

  toJSON(): ErrorAnswer {
    return { errorType: this.errorType, errorMessage: this.message, trace: [...this.trace] }
  }
}
