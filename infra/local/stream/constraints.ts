import { ApiError } from '../api-error.ts'

/** What Kinesis wants of one member of a request. Checks run, and are told, in the order in which they stand here. */
export type Constraint = {
  type: 'String' | 'Integer' | 'Timestamp' | 'Blob' | 'List' | 'Structure'
  notNull?: boolean
  pattern?: string
  values?: readonly string[]
  min?: number
  max?: number
  minLength?: number
  maxLength?: number
  /** How the members of a list are written in an error. */
  memberName?: string
  members?: Shape
}
export type Shape = Readonly<Record<string, Constraint>>

const mostErrors = 10

/** Throws SerializationException for a member of another type, else ValidationException with every broken constraint, in Kinesis' words. */
export const checkShape = (body: Readonly<Record<string, unknown>>, shape: Shape): void => {
  checkTypes(body, shape)
  const errors = broken(body, shape, '').slice(0, mostErrors)
  if (errors.length === 0) return
  const count = `${errors.length} validation error${errors.length > 1 ? 's' : ''} detected: `
  throw new ApiError('ValidationException', count + errors.join('; '))
}

const jsonTypes: Readonly<Record<Constraint['type'], string>> = {
  String: 'string',
  Integer: 'number',
  Timestamp: 'number',
  Blob: 'string',
  List: 'list',
  Structure: 'object',
}

const checkTypes = (body: Readonly<Record<string, unknown>>, shape: Shape): void => {
  for (const [name, { type, members }] of Object.entries(shape)) {
    const value = body[name]
    if (value === undefined || value === null) continue
    const found = Array.isArray(value) ? 'list' : typeof value
    if (found !== jsonTypes[type])
      throw new ApiError('SerializationException', `${name} is a ${type} and was sent as a ${found}.`)
    if (members === undefined) continue
    for (const member of value as unknown[]) {
      if (typeof member !== 'object') throw new ApiError('SerializationException', `${name} is a list of structures.`)
      checkTypes((member ?? {}) as Record<string, unknown>, members)
    }
  }
}

const broken = (body: Readonly<Record<string, unknown>>, shape: Shape, path: string): string[] =>
  Object.entries(shape).flatMap(([name, constraint]) => {
    const value = body[name]
    const at = path + name.charAt(0).toLowerCase() + name.slice(1)
    const own = complaints(value, constraint).map(
      (complaint) =>
        `Value ${textOf(value, constraint)} at '${at}' failed to satisfy constraint: Member must ${complaint}`,
    )
    const members = constraint.members ? ((value ?? []) as Record<string, unknown>[]) : []
    const inside = members.flatMap((member, i) => broken(member, constraint.members ?? {}, `${at}.${i + 1}.member.`))
    return [...own, ...inside]
  })

const complaints = (value: unknown, constraint: Constraint): string[] => {
  const { notNull, pattern, values, min, max, minLength, maxLength, type } = constraint
  if (value === undefined || value === null) return notNull ? ['not be null'] : []
  const length = lengthOf(value, type)
  return [
    pattern !== undefined &&
      !patternOf(pattern).test(String(value)) &&
      `satisfy regular expression pattern: ${pattern}`,
    values !== undefined && !values.includes(String(value)) && `satisfy enum value set: [${values.join(', ')}]`,
    minLength !== undefined && length < minLength && `have length greater than or equal to ${minLength}`,
    maxLength !== undefined && length > maxLength && `have length less than or equal to ${maxLength}`,
    min !== undefined && Number(value) < min && `have value greater than or equal to ${min}`,
    max !== undefined && Number(value) > max && `have value less than or equal to ${max}`,
  ].filter((complaint) => complaint !== false)
}

const patterns = new Map<string, RegExp>()

const patternOf = (source: string): RegExp => {
  const pattern = patterns.get(source) ?? new RegExp(`^(?:${source})$`)
  patterns.set(source, pattern)
  return pattern
}

const lengthOf = (value: unknown, type: Constraint['type']): number =>
  type === 'Blob'
    ? Buffer.byteLength(String(value), 'base64')
    : Array.isArray(value)
      ? value.length
      : String(value).length

const textOf = (value: unknown, { type, memberName }: Constraint): string => {
  if (value === undefined || value === null) return 'null'
  if (type === 'Blob') {
    const length = lengthOf(value, type)
    return `'java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]'`
  }
  return Array.isArray(value) ? `'[${value.map(() => memberName).join(', ')}]'` : `'${value}'`
}
