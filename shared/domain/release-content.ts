import { contentHash } from './content-hash.ts'
import type { Journey } from './journey.ts'
import type { ReleaseContent } from './release.ts'
import { type Reference, referencesOfJourney, referencesOfSegment } from './resource-references.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { ReferenceFault } from './venue-faults.ts'

/** What is published together, drafted or live. What there is none of is left out. */
export type Content = Omit<ReleaseContent, 'version' | 'publishedAt'>

export const nothing: Content = { venues: [], journeys: [] }

/** Content as releases have it: without the kinds of which there is nothing, and without anything else. */
export const contentFrom = ({ venues, journeys, segments, offers, templates, settings }: Content): Content => ({
  venues,
  journeys,
  ...(segments?.length ? { segments } : {}),
  ...(offers?.length ? { offers } : {}),
  ...(templates?.length ? { templates } : {}),
  ...(settings === undefined ? {} : { settings }),
})

/**
 * Some content with one venue taken from other content: the venue, its journeys, its offers, and what the settings say of it.
 *
 * What belongs to no venue stays as it is, because changing it would change others, too. Only segments and templates that
 * are not there yet come along, and of these only the ones that the venue's journeys can't do without.
 */
export const withVenue = (content: Content, other: Content, venueId: string): Content => {
  const journeys = ofVenue(other, venueId)
  const offers = (other.offers ?? []).filter((offer) => offer.venueId === venueId)
  const { segments, templates } = neededOf(journeys, withAll(content, other))
  const taken = new Set([...journeys, ...offers].map(({ id }) => id))
  const settings = settingsWith(content.settings, other.settings, venueId)
  return contentFrom({
    venues: [...content.venues.filter(({ id }) => id !== venueId), ...other.venues.filter(({ id }) => id === venueId)],
    // what was moved here must not be live twice
    journeys: [
      ...content.journeys.filter(({ id, entrance }) => entrance.venueId !== venueId && !taken.has(id)),
      ...journeys,
    ],
    offers: [...(content.offers ?? []).filter((one) => one.venueId !== venueId && !taken.has(one.id)), ...offers],
    segments: united(content.segments, segments),
    templates: united(content.templates, templates),
    ...(settings === undefined ? {} : { settings }),
  })
}

/** What belongs to the venue that somebody asked about, or everything. */
export const onlyVenue = (content: Content, venueId: string | undefined): Content =>
  venueId === undefined
    ? contentFrom(content)
    : contentFrom({
        venues: content.venues.filter(({ id }) => id === venueId),
        journeys: ofVenue(content, venueId),
        offers: (content.offers ?? []).filter((offer) => offer.venueId === venueId),
      })

/** What a venue's journeys use of everybody's, and of which the draft is another than what stays live. */
export const leftBehind = (live: Content, draft: Content, venueId: string): ReferenceFault[] => {
  const needed = neededOf(ofVenue(draft, venueId), withAll(live, draft))
  return (['segments', 'templates'] as const).flatMap((kind) =>
    needed[kind].flatMap((one) => {
      const drafted = (draft[kind] ?? []).find(({ id }) => id === one.id)
      if (drafted === undefined || contentHash(drafted) === contentHash(one)) return []
      const reason =
        'is drafted otherwise than it is live, and stays as it is: it is used in other venues, too. Publish all drafts to change it'
      return [{ path: `${kind}.${one.id}`, reason }]
    }),
  )
}

const ofVenue = ({ journeys }: Content, venueId: string): Journey[] =>
  journeys.filter(({ entrance }) => entrance.venueId === venueId)

/** Everybody's segments and templates, as they are live, and as drafted where they are not. */
const withAll = (live: Content, draft: Content) => ({
  segments: united(live.segments, draft.segments),
  templates: united(live.templates, draft.templates),
})

type Everybodys = Required<Pick<Content, 'segments' | 'templates'>>

/** The segments and templates that journeys refer to, also by way of others. */
const neededOf = (journeys: readonly Journey[], { segments, templates }: Everybodys): Everybodys => {
  const needed = new Set<string>()
  const open: Reference[] = journeys.flatMap(referencesOfJourney)
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { kind, id } = one
    if (needed.has(`${kind}/${id}`)) continue
    needed.add(`${kind}/${id}`)
    const segment = kind === 'segments' ? segments.find((other) => other.id === id) : undefined
    if (segment) open.push(...referencesOfSegment(segment))
  }
  return {
    segments: segments.filter(({ id }) => needed.has(`segments/${id}`)),
    templates: templates.filter(({ id }) => needed.has(`templates/${id}`)),
  }
}

/** A list and, of another one, what it does not have yet. */
const united = <T extends { id: string }>(list: readonly T[] = [], others: readonly T[] = []): T[] => {
  const known = new Set(list.map(({ id }) => id))
  return [...list, ...others.filter(({ id }) => !known.has(id))]
}

const settingsWith = (
  live: Settings | undefined,
  other: Settings | undefined,
  venueId: string,
): Settings | undefined => {
  const own = other?.venues[venueId]
  if (live === undefined && own === undefined) return undefined
  const settings = live ?? defaultSettings
  const { [venueId]: _, ...others } = settings.venues
  return { ...settings, venues: own === undefined ? others : { ...others, [venueId]: own } }
}
