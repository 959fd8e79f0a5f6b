/** Where a feature stands: its file, its place in the list, and what it is as far as that is known. */
export type Origin = { file: string; index?: number; type: string; id?: string }

/** What became of a feature, or of a file: `fault` keeps the whole import from taking place. */
export type Note = {
  outcome: 'skipped' | 'mended' | 'fault'
  file: string
  place?: string
  type?: string
  feature?: string
  reason: string
  todo: string
}

/** Features by type; read = imported + skipped, and mended ones are imported. */
export type Count = { read: number; imported: number; skipped: number; mended: number }

export type Report = {
  counts: Record<string, Count>
  notes: Note[]
  /** Notes that the list had no room for. */
  unlisted: number
  faults: number
}

/** The report holds so many notes; more of them are counted only. */
const maxNotes = 10_000

export type Reporting = {
  read(origin: Origin): void
  /** Says why a feature is left out, once. */
  skip(origin: Origin, reason: string, todo: string): void
  mend(origin: Origin, reason: string, todo: string): void
  /** Says what keeps the import from taking place; a feature that it is about counts as skipped. */
  fault(origin: Origin, reason: string, todo: string): void
  readonly faults: number
  done(): Report
}

/** Gathers what is read, skipped and mended. */
export const startReport = (): Reporting => {
  const counts = new Map<string, Count>()
  const skipped = new Set<Origin>()
  const mended = new Set<Origin>()
  const notes: Note[] = []
  let unlisted = 0
  let faults = 0

  const countOf = (type: string) => {
    const count = counts.get(type) ?? { read: 0, imported: 0, skipped: 0, mended: 0 }
    counts.set(type, count)
    return count
  }
  const note = (outcome: Note['outcome'], { file, index, type, id }: Origin, reason: string, todo: string) => {
    if (notes.length >= maxNotes) {
      unlisted++
      return
    }
    const place = index === undefined ? {} : { place: `features[${index}]`, type }
    notes.push({ outcome, file, ...place, ...(id === undefined ? {} : { feature: id }), reason, todo })
  }
  return {
    read: ({ type }) => {
      countOf(type).read++
    },
    skip: (origin, reason, todo) => {
      if (skipped.has(origin)) return
      skipped.add(origin)
      mended.delete(origin)
      note('skipped', origin, reason, todo)
      countOf(origin.type).skipped++
    },
    mend: (origin, reason, todo) => {
      if (!skipped.has(origin)) mended.add(origin)
      note('mended', origin, reason, todo)
    },
    fault: (origin, reason, todo) => {
      faults++
      note('fault', origin, reason, todo)
      if (origin.index === undefined || skipped.has(origin)) return
      skipped.add(origin)
      mended.delete(origin)
      countOf(origin.type).skipped++
    },
    get faults() {
      return faults
    },
    done: () => {
      for (const { type } of mended) countOf(type).mended++
      mended.clear()
      for (const count of counts.values()) count.imported = count.read - count.skipped
      return { counts: Object.fromEntries([...counts].sort()), notes, unlisted, faults }
    },
  }
}
