import type { Api } from './api.ts'

/** What a command prints, and with what it exits. */
export type Said = { text: string; exitCode: number }

/** What a command has around it. `api` is opened when it is needed: much can be done offline. */
export type World = {
  api(): Api
  /** How many characters a line has. */
  width: number
  /** Asks whoever sits at the terminal; undefined where nobody does. */
  ask: ((question: string) => Promise<string>) | undefined
  /** Whether somebody watches what goes on. */
  isTerminal: boolean
  /** Prints at once, for what comes before a question. */
  print(text: string): void
}

/** A command of `npx usher`. */
export type Topic = { usage: string; run(args: readonly string[], world: World): Promise<Said> }

/** A command line that was not understood. */
export class Misunderstood extends Error {}

export const done = (text: string): Said => ({ text, exitCode: 0 })
