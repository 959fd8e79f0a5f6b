import type { Check } from './situation.ts'

/** Writes checks down as they are made. `fails` is true where one did not hold, so that a guard reads as a sentence. */
export type Trace = { checks: Check[]; fails(check: string, holds: boolean, saw: string): boolean }

export const newTrace = (): Trace => {
  const checks: Check[] = []
  return {
    checks,
    fails: (check, holds, saw) => {
      checks.push({ check, passed: holds, saw })
      return !holds
    },
  }
}
