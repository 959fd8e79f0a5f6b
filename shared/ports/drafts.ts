import type { Page } from '#shared/domain/page-of.ts'
import type { Content } from '#shared/domain/release-content.ts'
import type { ResourceKind, ResourceSummary, Resources } from '#shared/domain/resource.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Written } from './written.ts'

/** A draft as it is stored. `version` changes with every save, and is for `saveVenue` and `removeVenue` only. */
export type VenueDraft = { venue: Venue; version: string }

/** Another draft as it is stored; `version` is for `save` and `remove` only. */
export type Draft<T> = { resource: T; version: string }

export type Drafts = {
  /** Stores a venue whole, however large. Takes only if what is stored has still this version; undefined: if nothing is. */
  saveVenue(venue: Venue, ifVersion: string | undefined): Promise<Written>
  removeVenue(venueId: string, ifVersion: string): Promise<Written>
  findVenue(venueId: string): Promise<VenueDraft | undefined>
  /** Ids and names in the order of ids. */
  listVenues(page: Page): Promise<{ venues: { id: string; name: string }[]; next?: string }>
  /** Stores a resource of 300 kB at most. Takes only if what is stored has still this version; undefined: if nothing is. */
  save<K extends ResourceKind>(
    kind: K,
    id: string,
    resource: Resources[K],
    ifVersion: string | undefined,
  ): Promise<Written>
  remove(kind: ResourceKind, id: string, ifVersion: string): Promise<Written>
  find<K extends ResourceKind>(kind: K, id: string): Promise<Draft<Resources[K]> | undefined>
  /** What there is of a kind, in the order of ids. */
  list(kind: ResourceKind, page: Page): Promise<{ entries: ResourceSummary[]; next?: string }>
  /** All of a kind, whole, in the order of ids. */
  listWhole<K extends ResourceKind>(kind: K): Promise<Resources[K][]>
  /** All that would be published together. */
  all(): Promise<Content>
}
