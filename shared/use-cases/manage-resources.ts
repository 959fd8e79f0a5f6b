import type { AuditEntry } from '#shared/domain/audit.ts'
import { etagOf } from '#shared/domain/content-hash.ts'
import { type ResourceKind, type Resources, venueOfResource } from '#shared/domain/resource.ts'
import { type ReferredKind, referredKinds, referrersOfResource } from '#shared/domain/resource-references.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import type { Referrer } from '#shared/domain/venue-references.ts'
import type { Draft, Ports, Written } from '#shared/ports.ts'
import { audited } from './audited.ts'
import { type Asked, pauseBeforeTry, type Refusal } from './change-venue.ts'
import type { Put } from './manage-venues.ts'

type ManagePorts = Pick<Ports, 'drafts' | 'audit'>

/** Who changes a resource. `mayChange` asks whether she may in a venue; undefined: in all of them. */
export type ResourceAsked = Asked & { mayChange: (venueId: string | undefined) => boolean }

/** Why nothing was changed; `forbiddenIn` is the venue that it belongs to, undefined for all. */
export type ResourceRefusal = Refusal | { forbiddenIn: string | undefined }

const mostTries = 8
export const mostBytes = 300_000 // a draft is one item of 400 kB

/**
 * Stores a draft. Its id may stand for something of another venue already: only who may change that venue's, too, can move
 * it. Nothing goes live before it is published.
 */
export const putResource =
  (ports: ManagePorts) =>
  async <K extends ResourceKind>(
    kind: K,
    id: string,
    resource: Resources[K],
    asked: ResourceAsked,
  ): Promise<{ answer: Put<Resources[K]> } | ResourceRefusal> => {
    for (let tries = 0; tries < mostTries; tries++) {
      if (tries > 0) await pauseBeforeTry(tries)
      const before = await ports.drafts.find(kind, id)
      const refusal = refusalFor(before, asked)
      if (refusal) return refusal
      const saved = keepAge(resource, before?.resource)
      const faults = tooLarge(saved)
      if (faults.length > 0) return { faults }
      const etag = etagOf(saved)
      const answer = { saved, created: before === undefined, etag }
      if (before && etagOf(before.resource) === etag) return { answer }
      const act = actOn(kind, id, saved, 'put', asked)
      const written = await audited(ports)({ ...act, etag }, () => ports.drafts.save(kind, id, saved, before?.version))
      if (written === 'written') return { answer }
    }
    return { busy: true }
  }

/** Removes a draft, unless something refers to it. What is live stays so until it is published. */
export const removeResource =
  (ports: ManagePorts) =>
  async (kind: ResourceKind, id: string, asked: ResourceAsked): Promise<{ answer: 'removed' } | ResourceRefusal> => {
    for (let tries = 0; tries < mostTries; tries++) {
      if (tries > 0) await pauseBeforeTry(tries)
      const before = await ports.drafts.find(kind, id)
      if (!before) return { missing: 'resource' }
      const refusal = refusalFor(before, asked)
      if (refusal) return refusal
      const referrers = isReferred(kind) ? await referrersIn(ports, kind, id) : []
      if (referrers.length > 0) return { referrers }
      const removal = (): Promise<Written> => ports.drafts.remove(kind, id, before.version)
      const written = await audited(ports)(actOn(kind, id, before.resource, 'delete', asked), removal)
      if (written === 'written') return { answer: 'removed' }
    }
    return { busy: true }
  }

const refusalFor = (
  before: Draft<Resources[ResourceKind]> | undefined,
  { mayChange, holds }: ResourceAsked,
): ResourceRefusal | undefined => {
  if (before && !mayChange(venueOfResource(before.resource))) return { forbiddenIn: venueOfResource(before.resource) }
  const found = before && etagOf(before.resource)
  return holds(found) ? undefined : { mismatch: found }
}

/** The older of two journeys wins a tie: being edited makes none younger. */
const keepAge = <R extends Resources[ResourceKind]>(resource: R, before: R | undefined): R =>
  before && 'createdAt' in before ? { ...resource, createdAt: before.createdAt } : resource

const tooLarge = (resource: object): ReferenceFault[] => {
  const bytes = Buffer.byteLength(JSON.stringify(resource))
  if (bytes <= mostBytes) return []
  return [
    {
      path: 'body',
      reason: `has ${bytes} bytes as JSON, ${mostBytes} are the most: take something out, or make two of it`,
    },
  ]
}

const isReferred = (kind: ResourceKind): kind is ReferredKind => referredKinds.some((one) => one === kind)

const referrersIn = async ({ drafts }: ManagePorts, kind: ReferredKind, id: string): Promise<Referrer[]> => {
  const [journeys, segments] = await Promise.all([drafts.listWhole('journeys'), drafts.listWhole('segments')])
  return referrersOfResource({ journeys, segments }, kind, id)
}

const actOn = (
  kind: ResourceKind,
  id: string,
  resource: Resources[ResourceKind],
  action: 'put' | 'delete',
  { by, now }: Asked,
): Omit<AuditEntry, 'id' | 'state'> => {
  const venueId = venueOfResource(resource)
  const what = kind === 'settings' ? kind : `${kind}/${id}`
  return { at: now, who: by, action, what, ...(venueId === undefined ? {} : { venueId }) }
}
