import { unseal } from '#shared/access/seal.ts'
import type { Parked, Ports } from '#shared/ports.ts'
import { type Published, publishedSchema } from '#shared/schemas/stream.ts'
import { type IngestPorts, ingestPublished } from './ingest-gateways.ts'
import { rangeOf, type Wanted } from './list-parked.ts'
import { redriven } from './redriven.ts'

const pageSize = 100

/** What to drive again: these, or the next page of what fits. With `dryRun` nothing happens. */
export type Redrive = Wanted & { ids?: readonly string[]; after?: string; dryRun: boolean }

/** What was driven again, what could not be and why, and where the rest of the list begins. */
export type Redriven = { redriven: string[]; kept: { id: string; why: string }[]; next?: string }

/** Back to where a record came from: into the stream under its mailbox, or through `ingest-gateways`. */
type Way = { stream: Parked } | { gateway: Published; attempts: number } | { none: string }

/**
 * Drives what was parked again, the oldest first, as it arrived: its time is that of its first arrival. It is forgotten
 * once it was taken; what fails again is parked again in the same place. Doing it twice changes nothing.
 * Rejects on an outage: what was not taken by then stays parked.
 */
export const redriveParked = (ports: IngestPorts, secret: () => Promise<string>) => {
  const { parking, events } = ports
  const ingest = ingestPublished(ports, secret)

  return async (asked: Redrive, now: number): Promise<Redriven> => {
    const { ids, next } = asked.ids ? { ids: asked.ids, next: undefined } : await page(ports, asked, now)
    const key = await secret()
    const found = await Promise.all([...new Set(ids)].map(async (id) => ({ id, of: await parking.find(id) })))
    const ways = found
      .map(({ id, of }) => ({ id, of, way: wayBack(of, key) }))
      .sort((a, b) => (a.of[0]?.at ?? 0) - (b.of[0]?.at ?? 0))
    const able = ways.filter(({ way }) => !('none' in way))

    if (!asked.dryRun) {
      const records = able.flatMap(({ of, way }) => ('stream' in way ? [{ of, parked: way.stream }] : []))
      await events.put(records.map(({ parked }) => ({ key: parked.mailbox ?? '', body: redriven(parked) })))
      await parking.forget(records.flatMap(({ of }) => of))
      for (const { of, way } of able) {
        if (!('gateway' in way)) continue
        await ingest(way.gateway, way.attempts)
        await parking.forget(of)
      }
    }
    return {
      redriven: able.map(({ id }) => id),
      kept: ways.flatMap(({ id, way }) => ('none' in way ? [{ id, why: way.none }] : [])),
      ...(next === undefined ? {} : { next }),
    }
  }
}

const page = async ({ parking }: Pick<Ports, 'parking'>, wanted: Wanted & { after?: string }, now: number) => {
  const after = wanted.after === undefined ? {} : { after: wanted.after }
  const { parked, next } = await parking.list(rangeOf(wanted, now), { limit: pageSize, ...after })
  return { ids: parked.map(({ id }) => id), next }
}

const wayBack = ([parked]: readonly Parked[], key: string): Way => {
  if (parked === undefined) return { none: 'nothing is parked under this id (any more)' }
  const { cutFromBytes, mailbox, sealed, attempts = 0 } = parked
  if (cutFromBytes !== undefined)
    return { none: `only the beginning of its ${cutFromBytes} characters was kept: it is here to be looked at` }
  if (sealed !== undefined)
    return { gateway: publishedSchema.parse(JSON.parse(unseal(key, sealed))), attempts: attempts + 1 }
  if (mailbox !== undefined) return { stream: parked }
  return { none: 'no record of the stream and no message of a gateway: it is here to be looked at' }
}
