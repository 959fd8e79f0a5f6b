/** An AWS API's refusal: `code` as the SDK names the exception, HTTP status 400 unless it is the service's own fault. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }
}

export const unknownOperation = (service: string, action: string) =>
  new ApiError('UnknownOperationException', `The laptop's ${service} does not know ${action}.`)
