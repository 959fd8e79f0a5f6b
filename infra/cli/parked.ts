import type { FailedBatchSummary, ParkedSummary } from '#shared/ports.ts'
import type { ParkedRecord } from '#shared/use-cases/list-parked.ts'
import type { ShownBatch } from '#shared/use-cases/manage-failed-batches.ts'
import type { Redriven } from '#shared/use-cases/redrive-parked.ts'
import type { Api } from './api.ts'
import type { Command, Wanted, What } from './options.ts'
import { batchesText, batchText, type Done, type Listing, listText, recordText, redrivenText } from './texts.ts'

type Page = { parked: ParkedSummary[]; counts?: Record<string, number>; complete?: boolean; next?: string }
type Batches = { batches: FailedBatchSummary[]; next?: string }

const perCall = { list: 200, redrive: 100 }

/** Runs a command and returns what to print. `width` is how many characters a line has. */
export const runParked = async (api: Api, command: Command, width: number): Promise<string> => {
  switch (command.kind) {
    case 'help':
      return ''
    case 'list': {
      if (command.failed) {
        const batches = await listBatches(api, command.limit)
        return command.json ? json({ batches }) : batchesText(batches, width)
      }
      const listing = await list(api, command.wanted, command.limit)
      return command.json ? json(listing) : listText(listing, width)
    }
    case 'show': {
      if (isBatch(command.id)) {
        const batch = await api.get<ShownBatch>('/failed-batches/batch', { id: command.id })
        return command.json ? json(batch) : batchText(batch)
      }
      const record = await api.get<ParkedRecord>(`/parked/${encodeURIComponent(command.id)}`)
      return command.json ? json(record) : recordText(record)
    }
    case 'redrive': {
      const done = await redrive(api, command.what, command.dryRun)
      return command.json ? json(done) : redrivenText(done, command.dryRun)
    }
  }
}

const list = async (api: Api, wanted: Wanted, limit: number): Promise<Listing> => {
  const first = await api.get<Page>('/parked', { ...wanted, limit: Math.min(limit, perCall.list) })
  const parked = [...first.parked]
  for (let next = first.next; next !== undefined && parked.length < limit; ) {
    const asked = { ...wanted, limit: Math.min(limit - parked.length, perCall.list), after: next }
    const page = await api.get<Page>('/parked', asked)
    parked.push(...page.parked)
    next = page.next
  }
  const failedBatches = (await listBatches(api, perCall.list)).length
  return { parked, counts: first.counts ?? {}, complete: first.complete ?? true, failedBatches }
}

const listBatches = async (api: Api, limit: number): Promise<FailedBatchSummary[]> => {
  const batches: FailedBatchSummary[] = []
  let next: string | undefined
  do {
    const asked = {
      limit: Math.min(limit - batches.length, perCall.list),
      ...(next === undefined ? {} : { after: next }),
    }
    const page = await api.get<Batches>('/failed-batches', asked)
    batches.push(...page.batches)
    next = page.next
  } while (next !== undefined && batches.length < limit)
  return batches
}

const redrive = async (api: Api, what: What, dryRun: boolean): Promise<Done> => {
  const done: Done = { redriven: [], kept: [], batches: [] }
  const take = async (body: object) => {
    const { redriven, kept, next } = await api.post<Redriven>('/parked/redrive', { ...body, dryRun })
    // one that is parked for two reasons may end one page and begin the next
    done.redriven.push(...redriven.filter((id) => !done.redriven.includes(id)))
    done.kept.push(...kept)
    return next
  }
  if (typeof what === 'object' && 'wanted' in what) {
    let next: string | undefined
    do next = await take({ ...what.wanted, ...(next === undefined ? {} : { after: next }) })
    while (next !== undefined)
    return done
  }
  const ids =
    typeof what === 'object' ? what.ids : (await listBatches(api, Number.POSITIVE_INFINITY)).map(({ id }) => id)
  const records = ids.filter((id) => !isBatch(id))
  for (let at = 0; at < records.length; at += perCall.redrive)
    await take({ ids: records.slice(at, at + perCall.redrive) })
  for (const id of ids.filter(isBatch)) done.batches.push(await api.post('/failed-batches/redrive', { id, dryRun }))
  return done
}

const isBatch = (id: string) => id.includes('/')
const json = (value: unknown) => JSON.stringify(value, null, 2)
