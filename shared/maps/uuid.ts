import { hash } from 'node:crypto'

const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)

/** The id itself where it is a UUID, as IMDF wants it, else one that the same parts always give. Source: RFC 9562, version 8. */
export const uuidOf = (id: string, ...parts: readonly string[]): string => {
  if (isUuid(id)) return id
  const hex = hash('sha256', [id, ...parts].join('\u0000'), 'hex')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}
