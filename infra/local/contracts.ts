/** What the parts of the laptop need of each other, on one page. */

/** One clock drives everything: rule timestamps, delays, sweeps, expiry. Times are virtual milliseconds since 1970. */
export type Clock = {
  now(): number
  readonly speed: number
  readonly paused: boolean
  setSpeed(speed: number): void
  pause(): void
  resume(): void
  /** Moves on by so many virtual milliseconds, firing what falls due on the way, in order, awaiting each. */
  step(milliseconds: number): Promise<void>
  /** Calls back when the clock reaches `time`. Returns a function that cancels. */
  at(time: number, callback: () => unknown): () => void
  close(): void
}

export type Properties = Record<string, unknown>

/** A resource of the template with every intrinsic resolved to what the laptop calls it. */
export type Resource = { logicalId: string; type: string; properties: Properties }

export type Template = {
  resources: readonly Resource[]
  ofType(type: string): readonly Resource[]
  /** The resource that a resolved ARN, physical name or URL stands for. */
  find(reference: string): Resource | undefined
}

/** Runs a function of the template by its ARN, name or logical id. Rejects with FunctionError when the handler throws or times out. */
export type Invoke = (fn: string, event: unknown) => Promise<unknown>

/** As Lambda's `Event` invocation type: returns at once; two retries, then the function's failure destination. */
export type InvokeAsync = (fn: string, event: unknown) => void

/** What one AWS API request to the laptop's endpoint amounts to. `service` as in ARNs: dynamodb, kinesis, sqs, firehose, secretsmanager, iotdata, s3. */
export type ApiCall = { service: string; action: string; functionId?: string }
