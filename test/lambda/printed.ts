import { onTestFinished, vi } from 'vitest'

/** Keeps what is printed until the test ends, line by line. */
export const printed = (): { lines: Record<string, unknown>[] } => {
  const lines: Record<string, unknown>[] = []
  const keep = (chunk: unknown) => {
    lines.push(
      ...String(chunk)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    )
    return true
  }
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep))
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return { lines }
}
