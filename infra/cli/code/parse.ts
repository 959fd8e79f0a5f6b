import { LineCounter, parseDocument } from 'yaml'
import { type Locate, locateIn, type Position } from './positions.ts'

/** The largest file that is read, in bytes: as much as the API takes in one request. */
export const maxFileBytes = 10_000_000

const aliasesAtMost = 100 // and what they stand for is counted with them: a billion laughs end here
const faultsAtMost = 5 // a file that is cut short in the middle has one for every open bracket

export type SyntaxFault = Position & { reason: string }

/** What a file of YAML or JSON says, or why it can't be read. JSON is read as YAML, which tells its fields' places and doubles. */
export const parseFile = (
  bytes: Uint8Array,
): { value: unknown; locate: Locate } | { faults: readonly SyntaxFault[] } => {
  const start = { line: 1, column: 1 }
  if (bytes.length > maxFileBytes) {
    const reason = `has ${bytes.length} bytes, and ${maxFileBytes} may be sent at once; split it, or leave maps to npx usher maps`
    return { faults: [{ ...start, reason }] }
  }
  const text = textOf(bytes)
  if (text === undefined) return { faults: [{ ...start, reason: 'is not UTF-8 text; save it as UTF-8' }] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false })
  const wrong = [...document.errors, ...document.warnings]
  if (wrong.length > 0) {
    const faults = wrong.slice(0, faultsAtMost).map(({ code, message, pos: [at] }) => {
      const { line, col: column } = lines.linePos(at)
      return { line, column, reason: reasons[code] ?? message }
    })
    return { faults }
  }
  try {
    return { value: document.toJS({ maxAliasCount: aliasesAtMost }), locate: locateIn(document, lines) }
  } catch (error) {
    const reason = `its anchors can't be followed: ${(error as Error).message}; write out what they stand for`
    return { faults: [{ ...start, reason }] }
  }
}

const reasons: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; each resource is a file of its own',
  RESOURCE_EXHAUSTION: 'is nested too deeply to be read',
}

const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
