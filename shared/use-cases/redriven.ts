import type { Parked } from '#shared/ports.ts'
import { redrivenSchema } from '#shared/schemas/parked.ts'

/** Whose place something parked takes: its own, or the one that it had before it was driven again. */
export type Place = Pick<Parked, 'id' | 'at' | 'attempts'>

/** A stream record to be driven again. It carries its place, so that it is parked there if it fails again; what is no object can't. */
export const redriven = ({ id, at, attempts = 0, body }: Parked): unknown => {
  const bytes = Buffer.from(body, 'base64')
  const record = parsed(bytes)
  const isObject = typeof record === 'object' && record !== null && !Array.isArray(record)
  return isObject ? { ...record, redriven: { id, at, attempts: attempts + 1 } } : bytes
}

/** The place that a record carries, if it was driven again. */
export const placeOf = (data: Uint8Array): Place | undefined => redrivenSchema.safeParse(parsed(data)).data?.redriven

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}
