import { createRequire } from 'node:module'
import type { Liquid, Template } from 'liquidjs'
import { type Setting, strictContextOf } from './strict-context.ts'

/** Tags that templates may use: none of them reads a file, and none comes to anything but text. */
export const safeTags: readonly string[] = [
  ...['if', 'unless', 'case', 'for', 'break', 'continue'],
  ...['assign', 'capture', 'echo', 'cycle', 'comment', '#', 'raw', 'liquid'],
]

/** Filters that templates may use: each makes a text, a number or a list of what it is given, and always the same of it. */
export const safeFilters: readonly string[] = [
  ...['append', 'prepend', 'capitalize', 'downcase', 'upcase', 'strip', 'lstrip', 'rstrip', 'strip_newlines'],
  ...['replace', 'replace_first', 'replace_last', 'remove', 'remove_first', 'remove_last'],
  ...['truncate', 'truncatewords', 'split', 'slice', 'size', 'url_encode'],
  ...['join', 'first', 'last', 'sort', 'sort_natural', 'reverse', 'uniq', 'compact', 'concat', 'map', 'where', 'sum'],
  ...['plus', 'minus', 'times', 'divided_by', 'modulo', 'abs', 'ceil', 'floor', 'round', 'at_least', 'at_most'],
  ...['default', 'date'],
]

/** However a template is written, this is the most that it may cost. */
const templateLimits = {
  parsed: 20_000, // characters of a template
  steps: 2000, // tags, values and rounds of loops
  memory: 200_000, // characters and elements that its filters and ranges make
} as const

// 82 kB and some milliseconds of a cold start: loaded with the first text that has something to fill in
const load = createRequire(import.meta.url)
let loaded: ReturnType<typeof makeEngine> | undefined
const liquid = () => {
  loaded ??= makeEngine(load('liquidjs'))
  return loaded
}

const makeEngine = (library: typeof import('liquidjs')) => {
  const engine: Liquid = new library.Liquid({
    strictVariables: true,
    lenientIf: true, // asking whether a value is there, or giving it a default, is no mistake
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: templateLimits.parsed,
    dateFormat: '%-d %B %Y',
    templates: {}, // in place of the file system
  })
  for (const name of Object.keys(engine.tags)) if (!safeTags.includes(name)) delete engine.tags[name]
  for (const name of Object.keys(engine.filters)) if (!safeFilters.includes(name)) delete engine.filters[name]

  const { date } = library.filters
  engine.registerFilter('date', function (value: unknown, ...others: unknown[]) {
    const time = timeOf(value, this.context.environments.now)
    const shown: unknown = typeof date === 'function' ? date.call(this, time, ...others) : undefined
    if (typeof shown !== 'string' || (shown === time && !/^\d{4}/.test(shown)))
      throw new Error(`${String(value)} is no date`)
    return shown
  })

  const render = engine.renderer.renderTemplates.bind(engine.renderer)
  engine.renderer.renderTemplates = (templates, context, emitter = new PlainText()) =>
    render(templates, context, emitter)
  return { engine, StrictContext: strictContextOf(library) }
}

/** Numbers are milliseconds since 1970, as everywhere; Liquid's own filter takes seconds. Now is the decision's. */
const timeOf = (value: unknown, now: unknown): unknown => {
  if (value === 'now' || value === 'today') {
    if (typeof now !== 'number') throw new Error('nobody said what time it is')
    return now / 1000
  }
  return typeof value === 'number' ? value / 1000 : value
}

/** Takes texts and numbers. Anything else would show as something that no shopper can read. */
class PlainText {
  buffer = ''

  write(value: unknown) {
    const isShown = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    if (!isShown) throw new Error(told(value))
    this.buffer += String(value)
    if (this.buffer.length > longestText) throw new Error(`it has more than ${longestText} characters`)
  }
}

const longestText = 10_000

const told = (value: unknown): string => {
  if (Array.isArray(value)) return 'it is a list; join it: | join: ", "'
  if (typeof value === 'number') return 'it is no number'
  return value === undefined || value === null ? 'it comes to nothing' : 'it is an object; name one of its fields'
}

/** A template that was read. `asked` are the paths that it asks for and does not make itself, found when somebody wants them. */
export type Parsed = { readonly templates: Template[]; readonly asked: readonly Path[] }

export type Path = readonly (string | number)[]

/** Parses a template. Throws an error of liquidjs with its place where it can't be read. */
export const parse = (text: string): Parsed => {
  const { engine } = liquid()
  const templates = engine.parse(text)
  let asked: readonly Path[] | undefined
  return {
    templates,
    get asked() {
      asked ??= engine
        .globalVariableSegmentsSync(templates)
        .map((path) => path.filter((step) => typeof step === 'string' || typeof step === 'number'))
      return asked
    },
  }
}

/** Renders a template, without the time, the network or the file system. Throws where it does not come to a text. */
export const renderParsed = ({ templates }: Parsed, setting: Setting): string => {
  const { engine, StrictContext } = liquid()
  const context = new StrictContext(engine, setting, templateLimits)
  const text = String(engine.renderSync(templates, context))
  // filters make texts of whatever they are given
  if (/\[object \w+\]/.test(text)) throw new Error(told({}))
  return text
}
