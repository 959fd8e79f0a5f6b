import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file of lines that only grows. What `append` has returned from survives a kill: it is in the page cache. */
export type AppendLog = {
  readonly size: number
  /** Appends whole lines in one write. Throws when the log is closed, or when the disk takes less, having taken it back. */
  append(lines: string): void
  /** Takes everything back. */
  clear(): void
  /** Closing twice is harmless. */
  close(): void
}

const chunkBytes = 1 << 18
const newline = 10

/** Opens or creates the log and hands each line that is there to `onLine`. A last line that a crash tore is cut off. */
export const openAppendLog = (path: string, onLine: (line: string, offset: number) => void): AppendLog => {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a+')
  let size = 0
  let closed = false
  for (const { line, offset, end } of linesOf(file, 0)) {
    onLine(line, offset)
    size = end
  }
  if (fstatSync(file).size > size) ftruncateSync(file, size)

  const assertOpen = () => {
    if (closed) throw new Error(`${path} is closed: nothing can be appended.`) // its descriptor may be another file's by now
  }

  return {
    get size() {
      return size
    },
    append(lines) {
      assertOpen()
      const bytes = Buffer.from(lines)
      const written = writeSync(file, bytes)
      if (written < bytes.length) {
        ftruncateSync(file, size)
        throw new Error(`${path} took ${written} of ${bytes.length} bytes. Is the disk full?`)
      }
      size += written
    },
    clear() {
      assertOpen()
      ftruncateSync(file, 0)
      size = 0
    },
    close() {
      if (!closed) closeSync(file)
      closed = true
    },
  }
}

/** Whole lines of an open file from a byte offset on, read in chunks. A last line without its end is left out. */
export function* linesOf(file: number, from: number): Generator<{ line: string; offset: number; end: number }> {
  const chunk = Buffer.alloc(chunkBytes)
  let rest = Buffer.alloc(0)
  let offset = from
  for (let position = from; ; ) {
    const read = readSync(file, chunk, 0, chunkBytes, position)
    if (read === 0) return
    position += read
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)])
    let start = 0
    for (let stop = bytes.indexOf(newline); stop >= 0; stop = bytes.indexOf(newline, start)) {
      const end = offset + stop + 1 - start
      yield { line: bytes.toString('utf8', start, stop), offset, end }
      offset = end
      start = stop + 1
    }
    rest = bytes.subarray(start)
  }
}
