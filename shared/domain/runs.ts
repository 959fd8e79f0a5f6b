/**
 * One person on her way through a journey. `version` is the release in which it began: its steps are that release's, whatever
 * is published since. `stepId` is where it waits, since when, and until when at the latest; `held` says why a message waits.
 * `place` is where it was entered. Times in milliseconds since 1970.
 */
export type Run = {
  id: string
  journeyId: string
  version: string
  enteredAt: number
  occasionId: string
  place: { venueId: string; zoneId?: string; visitId?: string; deviceId?: string }
  stepId: string
  since: number
  until: number
  held?: 'quiet_hours' | 'frequency_cap' | 'rate_ceiling'
  /** The messages that were sent, by the step that sent them. */
  sent: Readonly<Record<string, string>>
  /** Of what was entered by: an event's data, for conditions and templates. */
  event?: Readonly<Record<string, unknown>>
}

/**
 * A person's runs, and what journeys must remember of her: one item beside her ledger. `sequence` counts its changes.
 *
 * `entered` says how often, when last and in which visit she entered a journey; `variants` which variant of an experiment's
 * unit she drew; `segments` in which of the segments that journeys wait for she is; `seen` the occasions that changed
 * something, so that what is repeated changes nothing. `wakeAt` is the one timer that is armed.
 */
export type Runs = {
  sequence: number
  open: readonly Run[]
  entered: Readonly<Record<string, { times: number; at: number; visitId?: string }>>
  variants: Readonly<Record<string, string>>
  segments: readonly string[]
  seen: readonly string[]
  wakeAt?: number
}

export const noRuns: Runs = { sequence: 0, open: [], entered: {}, variants: {}, segments: [], seen: [] }
