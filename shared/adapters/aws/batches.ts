const maxTries = 5

/** Cuts a list into parts that one call takes. */
export const chunksOf = <T>(list: readonly T[], size: number): T[][] => chunksWithin(list, { count: size })

/** Cuts a list into parts of at most so many entries and so many bytes. A single entry that is larger stands alone. */
export const chunksWithin = <T>(
  list: readonly T[],
  { count, bytes = Number.POSITIVE_INFINITY }: { count: number; bytes?: number },
  bytesOf: (entry: T) => number = () => 0,
): T[][] => {
  const chunks: T[][] = []
  let filled = 0
  for (const entry of list) {
    const size = bytesOf(entry)
    const last = chunks.at(-1)
    if (last && last.length < count && filled + size <= bytes) {
      last.push(entry)
      filled += size
    } else {
      chunks.push([entry])
      filled = size
    }
  }
  return chunks
}

/** Waits before another try, longer each time, with jitter; the first does not wait. Throws when it was tried five times. */
export const backOff = async (tries: number, what: string): Promise<void> => {
  if (tries >= maxTries) throw new Error(`${what} ${maxTries} times in a row`)
  if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** tries * (0.5 + Math.random())))
}

/** What a call left undone, and why, in the service's words. */
export type Answer<T> = { refused: readonly T[]; why?: string | undefined }

/** Sends entries until all are taken; what one call refuses is sent again, in its order. Rejects when five calls in a row took none. */
export const sendUntilTaken = async <T>(
  entries: readonly T[],
  send: (pending: readonly T[]) => Promise<Answer<T>>,
  what: string,
): Promise<void> => {
  let pending = entries
  let why: string | undefined
  for (let tries = 0; pending.length > 0; ) {
    await backOff(tries, `${what}${why === undefined ? '' : ` (${why})`}: refused`)
    const answer = await send(pending)
    tries = answer.refused.length < pending.length ? 1 : tries + 1
    pending = answer.refused
    why = answer.why
  }
}
