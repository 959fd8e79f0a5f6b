import { hash } from 'node:crypto'

/** The etag of a resource: its quoted hash. */
export const etagOf = (resource: unknown): string => `"${contentHash(resource)}"`

/** A hash of a value as JSON knows it, whatever the order of its fields: what is equal has the same one. */
export const contentHash = (value: unknown): string =>
  hash('sha256', JSON.stringify(value, inOrder), 'base64url').slice(0, 22)

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
