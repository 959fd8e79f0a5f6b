import { createRequire } from 'node:module'
import type { RE2JS } from 're2js'

/** A pattern is bounded, and so is what it sees of a text: matching costs at most the product of both. */
const patternLimits = {
  characters: 200,
  steps: 500, // of its program
  textCharacters: 1000, // of a text, from its start
}

// 150 kB and 8 ms of a cold start, for the few releases that have a pattern: loaded when the first one is compiled
const load = createRequire(import.meta.url)
const engine = (): typeof RE2JS => load('re2js').RE2JS

const compiled = (pattern: string, ignoresCase: boolean): RE2JS =>
  engine().compile(engine().translateRegExp(pattern), ignoresCase ? engine().CASE_INSENSITIVE : 0)

/**
 * Compiles a regular expression to a test whose time grows with the text and no faster, whatever the pattern. Undefined:
 * there is no such pattern; `patternFault` says why.
 */
export const compilePattern = (pattern: string, ignoresCase: boolean): ((text: string) => boolean) | undefined => {
  if (patternFault(pattern) !== undefined) return undefined
  const program = compiled(pattern, ignoresCase)
  return (text) => program.test(text.slice(0, patternLimits.textCharacters))
}

/** What is wrong with a pattern, and how it would be right; undefined: nothing. */
export const patternFault = (pattern: string): { reason: string; mend: string } | undefined => {
  const { characters, steps } = patternLimits
  if (pattern.length > characters) {
    return { reason: `a pattern has at most ${characters} characters, this one has ${pattern.length}`, mend: simpler }
  }
  // the engine takes it for a letter
  if (/(?<!\\)(\\\\)*\\k</.test(pattern)) return backReference
  try {
    const size = compiled(pattern, false).programSize()
    if (size <= steps) return undefined
    return { reason: `the pattern's repetitions make ${size} steps of it, of at most ${steps}`, mend: simpler }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    if (/\(\?<?[=!]/.test(pattern)) {
      return { reason: 'a pattern can neither look ahead nor behind: that may take for ever', mend: twoPatterns }
    }
    if (/\\[1-9]/.test(pattern)) return backReference
    return { reason: `this is no pattern: ${why.replace('error parsing regexp: ', '')}`, mend: simpler }
  }
}

const simpler = '{ "$regex": "^(gold|silver)" }'
const twoPatterns = '{ "$regex": "^boots", "$notRegex": "outlet$" }'

const backReference = {
  reason: 'a pattern can not refer back to what it matched: that may take for ever',
  mend: simpler,
}
