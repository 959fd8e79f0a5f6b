import type { Parked, ParkedRange, ParkedSummary, Ports } from '#shared/ports.ts'
import { publishedSchema } from '#shared/schemas/stream.ts'
import { type Content, contentOf } from './content.ts'

const dayMs = 24 * 60 * 60 * 1000
const keptForDays = 14 // then the store forgets
const countAtMost = 10_000

/** Which of what is parked somebody wants: of one day (UTC), or since one; without either, all. */
export type Wanted = { day?: string; since?: string; reason?: string }

type Listed = {
  parked: ParkedSummary[]
  /** How many there are of each reason, on the first page; `complete` unless there are too many to count. */
  counts?: Record<string, number>
  complete?: boolean
  next?: string
}

/** Lists what is parked, the newest first, page by page. */
export const listParked =
  ({ parking }: Pick<Ports, 'parking'>) =>
  async (wanted: Wanted & { limit: number; after?: string }, now: number): Promise<Listed> => {
    const { limit, after } = wanted
    const range = rangeOf(wanted, now)
    const [page, counted] = await Promise.all([
      parking.list(range, { limit, ...(after === undefined ? {} : { after }) }),
      after === undefined ? parking.count(range, countAtMost) : {},
    ])
    return { ...page, ...counted }
  }

/** A parked record, whole: what the device or gateway said, and, where that came in a record, what else the record knows. */
export type ParkedRecord = Omit<Parked, 'body' | 'sealed' | 'reason' | 'detail'> & {
  reasons: { reason: string; detail: string }[]
  content: Content
  envelope?: { clientId: string; receivedAt: number }
}

/** Everything that is parked of one record, or undefined. */
export const showParked =
  ({ parking }: Pick<Ports, 'parking'>) =>
  async (id: string): Promise<ParkedRecord | undefined> => {
    const found = await parking.find(id)
    const [first] = found
    if (first === undefined) return undefined
    const { body, sealed: _, reason: __, detail: ___, ...rest } = first
    const reasons = found.map(({ reason, detail }) => ({ reason, detail }))
    const content = contentOf(Buffer.from(body, 'base64'))
    const published = 'text' in content ? publishedIn(content.text) : undefined
    if (published === undefined) return { ...rest, reasons, content }
    const { clientId, receivedAt } = published
    return {
      ...rest,
      reasons,
      content: contentOf(Buffer.from(published.body, 'base64')),
      envelope: { clientId, receivedAt },
    }
  }

/** The time that somebody means, no longer ago than anything is kept. */
export const rangeOf = ({ day, since, reason }: Wanted, now: number): ParkedRange => {
  const start = Date.parse(day ?? since ?? '1970-01-01')
  return {
    from: Math.max(start, now - keptForDays * dayMs),
    until: day === undefined ? now + dayMs : start + dayMs,
    ...(reason === undefined ? {} : { reason }),
  }
}

const publishedIn = (text: string) => {
  try {
    return publishedSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
