import type { AuditEntry } from '#shared/domain/audit.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Ports, Written } from '#shared/ports.ts'

type Act = Omit<AuditEntry, 'id' | 'state'>

/**
 * Does something that the audit trail must not miss. It is written down as started first and as done last: a crash or an
 * outage in between leaves it there as started. What did not take is forgotten.
 */
export const audited =
  ({ audit }: Pick<Ports, 'audit'>) =>
  async (act: Act, change: () => Promise<Written>): Promise<Written> => {
    const { at, who, action, what, etag = '' } = act
    const entry: AuditEntry = { ...act, id: derivedId(at, who.subject, action, what, etag), state: 'started' }
    await audit.write(entry)
    const written = await change()
    await (written === 'written' ? audit.write({ ...entry, state: 'done' }) : audit.forget(entry))
    return written
  }
