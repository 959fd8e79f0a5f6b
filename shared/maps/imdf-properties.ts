import type { FeatureReference, Names } from '#shared/domain/venue-map.ts'
import { meant } from './words.ts'

/** What Usher reads of a feature's properties, as IMDF 1.0 names them. */
export type Properties = {
  name?: Names
  alt_name?: Names
  short_name?: Names
  category?: string
  restriction?: string
  hours?: string
  phone?: string
  website?: string
  direction?: string
  ordinal?: number
  outdoor?: boolean
  level_id?: string
  anchor_id?: string
  unit_id?: string
  building_ids?: readonly string[]
  level_ids?: readonly string[]
  unit_ids?: readonly string[]
  parents?: readonly string[]
  accessibility?: readonly string[]
  access_control?: readonly string[]
  door?: { type?: string; automatic?: boolean; material?: string }
  origin?: FeatureReference
  destination?: FeatureReference
  intermediary?: readonly FeatureReference[]
  /** Usher's own, for what IMDF has no word for. */
  usher?: Readonly<Record<string, unknown>>
}
type Name = keyof Properties

/** What was wrong with a property, and what was done about it. */
export type PropertyMend = { reason: string; todo: string }

/** Reads a value, or undefined where it can't; `mend` is called for what had to be bent. */
type Read = (value: unknown, mend: (what: string) => void, language: string) => unknown

const maxCharacters = 200

const text: Read = (value, mend) => {
  if (typeof value === 'number' || typeof value === 'boolean') {
    mend(`is ${value} and no text; taken as text`)
    return String(value)
  }
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  if (trimmed.length > maxCharacters) mend(`has over ${maxCharacters} characters; cut`)
  return trimmed === '' ? undefined : trimmed.slice(0, maxCharacters)
}
const number: Read = (value, mend) => {
  if (typeof value === 'number') return value
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (Number.isNaN(read)) return undefined
  mend(`is the text "${value}"; taken as a number`)
  return read
}
const truth: Read = (value, mend) => {
  if (typeof value === 'boolean') return value
  if (value !== 'true' && value !== 'false') return undefined
  mend(`is the text "${value}"; taken as ${value}`)
  return value === 'true'
}
const names: Read = (value, mend, language) => {
  if (typeof value === 'string') {
    const label = text(value, mend, language)
    if (label === undefined) return undefined
    mend(`is text without a language; taken as "${language}"`)
    return { [language]: label }
  }
  const labels = Object.entries(isObject(value) ? value : {}).flatMap(([tag, label]) => {
    const read = text(label, mend, language)
    return read === undefined ? [] : [[tag, read]]
  })
  return labels.length === 0 ? undefined : Object.fromEntries(labels)
}
const texts: Read = (value, mend, language) => {
  const list = Array.isArray(value) ? value : [value]
  if (!Array.isArray(value) && text(value, () => {}, language) !== undefined)
    mend('is one and no list; taken as a list of one')
  const read = list.flatMap((one) => text(one, mend, language) ?? [])
  return read.length === 0 ? undefined : read
}
const reference: Read = (value) => {
  if (!isObject(value) || typeof value.id !== 'string') return undefined
  return { id: value.id, kind: typeof value.feature_type === 'string' ? value.feature_type : 'unknown' }
}
const references: Read = (value, mend, language) => {
  const read = (Array.isArray(value) ? value : [value]).flatMap((one) => reference(one, mend, language) ?? [])
  return read.length === 0 ? undefined : read
}
const door: Read = (value, mend, language) => {
  if (!isObject(value)) return undefined
  const [type, automatic, material] = [
    text(value.type, mend, language),
    truth(value.automatic, mend, language),
    text(value.material, mend, language),
  ]
  const read = { type, automatic, material }
  return Object.fromEntries(Object.entries(read).filter(([, one]) => one !== undefined))
}

const readers: Readonly<Record<Name, Read>> = {
  name: names,
  alt_name: names,
  short_name: names,
  category: text,
  restriction: text,
  hours: text,
  phone: text,
  website: text,
  direction: text,
  ordinal: number,
  outdoor: truth,
  level_id: text,
  anchor_id: text,
  unit_id: text,
  building_ids: texts,
  level_ids: texts,
  unit_ids: texts,
  parents: texts,
  accessibility: texts,
  access_control: texts,
  door,
  origin: reference,
  destination: reference,
  intermediary: references,
  usher: (value) => (isObject(value) ? value : undefined),
}
const known = Object.keys(readers) as Name[]

/** What other tools call a property, and what IMDF has that Usher does not read: neither is a slip. */
const synonyms: ReadonlyMap<string, Name> = new Map<string, Name>([
  ['openinghours', 'hours'],
  ['opening_hours', 'hours'],
  ['floor', 'ordinal'],
  ['title', 'name'],
])
const others = new Set([
  'display_point',
  'address_id',
  'correlation_id',
  'validity',
  'address',
  'feature_type',
  'id',
  'locality',
  'province',
  'country',
  'unit',
  'postal_code',
  'postal_code_ext',
  'load',
  'metric',
])

/** Reads what Usher knows of a feature's properties. Slips in their names and kinds are mended and told. */
export const readProperties = (
  given: unknown,
  language: string,
): { properties: Properties; mends: readonly PropertyMend[] } => {
  const mends: PropertyMend[] = []
  const properties: Record<string, unknown> = {}
  const entries = Object.entries(isObject(given) ? given : {})
  const present = new Set(entries.map(([key]) => key))
  for (const [key, value] of entries) {
    if (value === null || value === undefined || others.has(key)) continue
    const name = nameOf(key, present)
    if (name === undefined) continue
    if (name !== key) mends.push({ reason: `its property "${key}" was taken for "${name}"`, todo: `call it "${name}"` })
    const mend = (what: string) => mends.push({ reason: `its ${name} ${what}`, todo: `write ${name} as IMDF has it` })
    const read = readers[name](value, mend, language)
    if (read !== undefined) properties[name] = read
    else if (typeof value !== 'string' || value.trim() !== '')
      mends.push({ reason: `its ${name} can't be read and was left out`, todo: `write ${name} as IMDF has it` })
  }
  return { properties: properties as Properties, mends }
}

/** The property that a key stands for: itself, a synonym, or one that it misspells and that is not there besides. */
const nameOf = (key: string, present: ReadonlySet<string>): Name | undefined => {
  const exact = known.find((one) => one === key)
  if (exact !== undefined) return exact
  const guess = synonyms.get(key.toLowerCase()) ?? known.find((one) => one === meant(key, [...known, ...others]))
  return guess === undefined || present.has(guess) ? undefined : guess
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
