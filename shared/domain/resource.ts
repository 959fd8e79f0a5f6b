import type { Journey } from './journey.ts'
import type { Offer } from './offer.ts'
import type { Persona } from './persona.ts'
import type { Segment } from './segment.ts'
import type { Settings } from './settings.ts'
import type { Template } from './template.ts'

/** What marketers draft beside venues, by kind. Journeys and offers belong to a venue; the settings are one document. */
export type Resources = {
  journeys: Journey
  segments: Segment
  offers: Offer
  templates: Template
  personas: Persona
  settings: Settings
}
export type ResourceKind = keyof Resources

/** How one of a kind is called. */
export const resourceNames: Readonly<Record<ResourceKind, string>> = {
  journeys: 'journey',
  segments: 'segment',
  offers: 'offer',
  templates: 'template',
  personas: 'persona',
  settings: 'settings',
}

/** Under which id the one document of settings is kept. */
export const settingsId = 'settings'

/** A resource without what is in it. */
export type ResourceSummary = { id: string; name: string; venueId?: string }

/** The venue that a resource belongs to; undefined where it is everybody's. */
export const venueOfResource = (resource: Resources[ResourceKind]): string | undefined => {
  if ('entrance' in resource) return resource.entrance.venueId
  return 'venueId' in resource ? resource.venueId : undefined
}

export const summaryOfResource = (id: string, resource: Resources[ResourceKind]): ResourceSummary => {
  const venueId = venueOfResource(resource)
  return { id, name: 'name' in resource ? resource.name : id, ...(venueId === undefined ? {} : { venueId }) }
}
