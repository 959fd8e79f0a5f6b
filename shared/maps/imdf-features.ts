import { derivedId } from '#shared/domain/identifier.ts'
import { readFeatures } from './feature-stream.ts'
import { type Geometry, readGeometry } from './geometry.ts'
import { type Properties, readProperties } from './imdf-properties.ts'
import { baseName, type MapFile, MapFileError } from './map-file.ts'
import type { Origin, Reporting } from './report.ts'
import { meant } from './words.ts'

export const imdfTypes = [
  'venue',
  'building',
  'footprint',
  'level',
  'unit',
  'section',
  'kiosk',
  'geofence',
  'anchor',
  'occupant',
  'amenity',
  'opening',
  'fixture',
  'relationship',
  'address',
  'detail',
] as const
export type ImdfType = (typeof imdfTypes)[number]

/** A feature of an IMDF archive as far as Usher understands it. */
export type MapFeature = {
  id: string
  type: ImdfType
  geometry: Geometry | undefined
  properties: Properties
  origin: Origin
}

/** How much of a map is held in memory: a mall of five floors has 1,300 features and 8,000 positions. */
const maxFeatures = 20_000
const maxPositions = 200_000

/** What is still free of that, over all files of an import. */
export type Budget = { features: number; positions: number; told: boolean }
export const fullBudget = (): Budget => ({ features: maxFeatures, positions: maxPositions, told: false })

/** An id that Usher takes: as in topics and addresses. */
export const isId = (id: string) => /^[\w.-]{1,64}$/.test(id)

type Reading = { language: string; report: Reporting; budget: Budget; taken: Set<string> }

/** Reads the features of one file, slips mended, each that can't be read told. A file that can't be read at all is a fault. */
export const readImdfFile = async (file: MapFile, reading: Reading): Promise<MapFeature[]> => {
  const read: MapFeature[] = []
  const named = typeOf(baseName(file.name).replace(/\.(geo)?json$/i, ''))
  try {
    for await (const one of readFeatures(file.open())) {
      const raw = 'feature' in one && typeof one.feature === 'object' && one.feature !== null ? one.feature : {}
      const { type, said, mends } = saidType(raw, named)
      const { id } = raw as { id?: unknown }
      const hasId = (typeof id === 'string' && id !== '') || typeof id === 'number'
      const origin: Origin = {
        file: file.name,
        index: one.index,
        type: type ?? said,
        ...(hasId ? { id: `${id}`.slice(0, 100) } : {}),
      }
      reading.report.read(origin)
      if ('fault' in one) reading.report.skip(origin, one.fault, 'export this feature again')
      else if (type === undefined)
        reading.report.skip(origin, `Usher knows no type of feature "${said}"`, `known are ${imdfTypes.join(', ')}`)
      else read.push(...readFeature(raw, type, origin, mends, reading))
    }
  } catch (error) {
    if (!(error instanceof MapFileError)) throw error
    reading.report.fault({ file: file.name, type: 'file' }, error.message, 'export the map again, and upload it anew')
  }
  return read
}

type Mend = { reason: string; todo: string }

const readFeature = (
  raw: { geometry?: unknown; properties?: unknown },
  type: ImdfType,
  origin: Origin,
  mends: readonly Mend[],
  { language, report, budget, taken }: Reading,
): MapFeature[] => {
  const geometry = readGeometry(raw.geometry)
  if ('fault' in geometry) {
    report.fault(origin, geometry.fault.reason, geometry.fault.todo)
    return []
  }
  budget.features--
  budget.positions -= geometry.positions
  if (budget.features < 0 || budget.positions < 0) {
    const reason = `a map may have ${maxFeatures} features and ${maxPositions} positions, and this is one too many`
    const todo = 'simplify its lines, or import a part of it'
    if (budget.told) report.skip(origin, reason, todo)
    else report.fault(origin, reason, todo)
    budget.told = true
    return []
  }
  const { properties, mends: ofProperties } = readProperties(raw.properties, language)
  for (const { reason, todo } of [...mends, ...ofProperties]) report.mend(origin, reason, todo)
  for (const reason of geometry.mended) report.mend(origin, reason, 'end each ring with its first position')
  const id = idOf(origin, raw, report)
  origin.id = id
  if (taken.has(id)) {
    report.skip(origin, `its id ${id} is taken by a feature before it`, 'give each feature its own')
    return []
  }
  taken.add(id)
  return [{ id, type, geometry: geometry.geometry, properties, origin }]
}

/** Of what type a feature is: as it says itself, in its properties, or by the name of its file. */
const saidType = (raw: { feature_type?: unknown; properties?: unknown }, named: ImdfType | undefined) => {
  const inside = (raw.properties as { feature_type?: unknown } | null | undefined)?.feature_type
  const said = String(raw.feature_type ?? inside ?? named ?? 'unknown').slice(0, 40)
  const type = typeOf(said)
  const mends: Mend[] = []
  if (raw.feature_type === undefined && inside !== undefined)
    mends.push({ reason: 'its feature_type stands in its properties', todo: 'write it beside them' })
  else if (raw.feature_type === undefined)
    mends.push({
      reason: `it has no feature_type; taken as ${type}, as its file is called`,
      todo: 'write its feature_type',
    })
  if (type !== undefined && type !== said)
    mends.push({ reason: `its feature_type "${said}" was taken for "${type}"`, todo: `write "${type}"` })
  return { type, said, mends }
}

const typeOf = (text: string): ImdfType | undefined => {
  const found = meant(text, imdfTypes)
  return imdfTypes.find((one) => one === found)
}

const idOf = (origin: Origin, raw: object, report: Reporting): string => {
  if (origin.id !== undefined && isId(origin.id)) return origin.id
  const derived = derivedId('feature', origin.id ?? JSON.stringify(raw))
  const reason = origin.id === undefined ? 'it has no id' : 'its id has characters that no address holds'
  report.mend(origin, `${reason}; it is called ${derived}`, 'give it a UUID, so that an import knows it again')
  return derived
}
