import { expect, test } from 'vitest'
import type { AuditEntry } from '#shared/domain/audit.ts'
import { aCaller } from '#test/support/builders.ts'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

const anEntry = (minute: number, own: Partial<AuditEntry> = {}): AuditEntry => ({
  id: `entry-${minute}`,
  at: opening + minute * 60_000,
  who: aCaller(),
  action: 'put',
  what: 'venues/store',
  venueId: 'store',
  state: 'done',
  ...own,
})

export const auditCases = (opened: () => Opened) => {
  const audit = () => opened().ports.audit
  const all = async (venueId?: string) => (await audit().list(venueId, { limit: 100 })).entries

  test('what was done is told the newest first, all of it or what concerned one venue, alone or with all others', async () => {
    const [first, second] = [anEntry(1), anEntry(2, { venueId: 'quay' })]
    const { venueId: _, ...third } = anEntry(3, { action: 'publish', what: 'releases/v1' })
    for (const entry of [second, first, third]) await audit().write(entry)
    expect(await all()).toEqual([third, second, first])
    expect(await all('store')).toEqual([third, first])
    expect(await all('quay')).toEqual([third, second])
    expect(await all('pier')).toEqual([third])
  })

  test('an entry that is written again has its new state, and one that is forgotten is gone', async () => {
    await audit().write(anEntry(1, { state: 'started' }))
    await audit().write(anEntry(2, { state: 'started' }))
    await audit().write(anEntry(1))
    await audit().forget(anEntry(2))
    expect(await all()).toEqual([anEntry(1)])
    expect(await all('store')).toEqual([anEntry(1)])
  })

  test("a venue's trail is read page by page, its own entries and those of all venues in one order", async () => {
    const { venueId: _, ...everywhere } = anEntry(0)
    const written = [1, 2, 3, 4, 5].map((minute) =>
      minute % 2 === 0 ? { ...everywhere, id: `entry-${minute}`, at: anEntry(minute).at } : anEntry(minute),
    )
    for (const entry of written) await audit().write(entry)
    const seen: AuditEntry[] = []
    let after: string | undefined
    do {
      const { entries, next } = await audit().list('store', { limit: 2, ...(after === undefined ? {} : { after }) })
      seen.push(...entries)
      after = next
    } while (after !== undefined)
    expect(seen).toEqual(written.toReversed())
  })

  test('the trail is read page by page, and what comes in meanwhile repeats and hides nothing', async () => {
    for (const minute of [1, 2, 3]) await audit().write(anEntry(minute))
    const { entries, next } = await audit().list(undefined, { limit: 2 })
    expect(entries).toEqual([anEntry(3), anEntry(2)])
    await audit().write(anEntry(4))
    const rest = await audit().list(undefined, { limit: 2, ...(next === undefined ? {} : { after: next }) })
    expect(rest).toEqual({ entries: [anEntry(1)] })
  })
}
