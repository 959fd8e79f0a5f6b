import type { Usage } from '../cost/usage.ts'
import type { Clock } from '../local/contracts.ts'

/** What a replay needs of the running local system. Its journal goes to the replay's `take`. */
export type System = {
  apiUrl: string
  mqttUrl: string
  clock: Pick<Clock, 'now' | 'at' | 'step'>
  /** A token of the HTTP API for these grants, such as `admin`. */
  tokenFor(grants: readonly string[]): Promise<string>
  /** AWS API requests so far, by `service.Action`. */
  apiCalls(): Readonly<Record<string, number>>
  /** What AWS would have billed so far, where it is read. */
  usage?(): Usage
  /** Resolves when everything that was taken in so far has been processed and archived. */
  idle(): Promise<void>
  /** How long a phone waits for the end of what it caused, in wall time; longer where the system is away at times. */
  lingerMilliseconds?: number
}
