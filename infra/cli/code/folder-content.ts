import type { Persona } from '#shared/domain/persona.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import type { Kind, Values } from './kinds.ts'
import type { Folder, Resource } from './read-folder.ts'

/** All that a folder holds, as a release would have it, and the personas beside it. */
export type FolderContent = Required<Omit<ReleaseContent, 'version' | 'publishedAt' | 'settings'>> &
  Pick<ReleaseContent, 'settings'> & { personas: readonly Persona[] }

export const contentOf = ({ resources }: Pick<Folder, 'resources'>): FolderContent => {
  const [settings] = valuesOf(resources, 'settings')
  return {
    venues: valuesOf(resources, 'venues'),
    journeys: valuesOf(resources, 'journeys'),
    segments: valuesOf(resources, 'segments'),
    offers: valuesOf(resources, 'offers'),
    templates: valuesOf(resources, 'templates'),
    personas: valuesOf(resources, 'personas'),
    ...(settings === undefined ? {} : { settings }),
  }
}

const valuesOf = <K extends Kind>(resources: readonly Resource[], kind: K): Values[K][] =>
  resources.filter((one): one is Resource & Resource<K> => one.kind === kind).map(({ value }) => value)
