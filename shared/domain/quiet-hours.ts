/** A time of day in which no marketing is sent, in local time (`22:00`); one that ends before it starts goes over midnight. */
export type QuietWindow = { start: string; end: string; days?: readonly Weekday[] }

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/**
 * When marketing is silent, and what becomes of a message then. `overrides` replace the windows on local dates (2026-12-31,
 * both included), for an event night.
 */
export type QuietHours = {
  windows: readonly QuietWindow[]
  fallback: 'defer' | 'drop'
  overrides?: readonly { from: string; until: string; windows: readonly QuietWindow[] }[]
}

export const quietUntil = (_hours: QuietHours, _timezone: string, _at: number): number | undefined => undefined
