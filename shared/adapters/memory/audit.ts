import type { AuditEntry } from '#shared/domain/audit.ts'
import { pageOf } from '#shared/domain/page-of.ts'
import type { Audit } from '#shared/ports.ts'

/** The audit trail, without an end. */
export const memoryAudit = (): Audit => {
  const entries = new Map<string, AuditEntry>()
  return {
    write: async (entry) => {
      entries.set(keyOf(entry), structuredClone(entry))
    },
    forget: async (entry) => {
      entries.delete(keyOf(entry))
    },
    list: async (venueId, page) => {
      const all = [...entries.values()]
        .filter((entry) => venueId === undefined || (entry.venueId ?? venueId) === venueId)
        .sort((a, b) => (keyOf(a) > keyOf(b) ? -1 : 1))
      return structuredClone(pageOf(all, keyOf, page, (key, after) => key < after))
    },
  }
}

const keyOf = ({ at, id }: AuditEntry) => `${new Date(at).toISOString()}#${id}`
