const mostRemembered = 10_000

/** The same as a function of a text, made once for each of the last texts that it was asked for. */
export const memoized = <T>(make: (text: string) => T): ((text: string) => T) => {
  const made = new Map<string, { value: T }>()
  return (text) => {
    const known = made.get(text)
    if (known) return known.value
    if (made.size >= mostRemembered) made.clear()
    const value = make(text)
    made.set(text, { value })
    return value
  }
}
