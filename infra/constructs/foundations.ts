import type { Construct } from 'constructs'
import { AccessLogs } from './bucket.ts'
import { DataKey } from './data-key.ts'
import { EventStream } from './event-stream.ts'
import { Journal } from './journal.ts'
import { Secrets } from './secrets.ts'
import { Tables } from './tables.ts'

/** What the capabilities share: where data rests, flows and is written down. */
export type Foundations = {
  key: DataKey
  accessLogs: AccessLogs
  secrets: Secrets
  tables: Tables
  events: EventStream
  journal: Journal
  /** The folder with a bundle for every function: `<bundles>/<name>/index.mjs`. */
  bundles: string
}

/** Lays the foundations of a stack. */
export const layFoundations = (scope: Construct, bundles: string): Foundations => {
  const key = new DataKey(scope, 'DataKey')
  const accessLogs = new AccessLogs(scope, 'AccessLogs')
  return {
    key,
    accessLogs,
    secrets: new Secrets(scope, 'Secrets', key),
    tables: new Tables(scope, 'Tables', key),
    events: new EventStream(scope, 'EventStream', key),
    journal: new Journal(scope, 'Journal', { key, accessLogs }),
    bundles,
  }
}
