/** The time that a phone lives in. Milliseconds since 1970; a replay passes one that runs faster. */
export type PhoneClock = {
  now(): number
  /** Calls back once, after so many milliseconds. Returns a function that cancels. */
  after(milliseconds: number, callback: () => void): () => void
}

export const realClock: PhoneClock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}
