import type { Georeference, Point, Polygon } from './polygon.ts'

/** A label by language (BCP 47 tags), as IMDF has it. */
export type Names = Readonly<Record<string, string>>

/** The map's type of feature that something came from. What has none was made by an operator, and no import takes it away. */
export const mapSources = ['level', 'unit', 'section', 'kiosk', 'geofence', 'occupant', 'amenity', 'floor map'] as const
export type MapSource = (typeof mapSources)[number]

/** Doors, gates and passages: a line on a floor that people walk through. */
export type Opening = {
  id: string
  floorId: string
  line: readonly Point[]
  category?: string
  names?: Names
  accessibility?: readonly string[]
  accessControl?: readonly string[]
  door?: { type?: string; automatic?: boolean; material?: string }
}

/** A feature of the map by its id and IMDF's type of it. */
export type FeatureReference = { id: string; kind: string }

/** How features belong together: a lift's stops, an escalator's ends, an opening's two sides. */
export type Relationship = {
  id: string
  category: string
  direction: 'directed' | 'undirected'
  origin?: FeatureReference
  intermediary?: readonly FeatureReference[]
  destination?: FeatureReference
  hours?: string
}

/** Furniture that stands in the way: a desk, a wall, equipment. */
export type Fixture = {
  id: string
  floorId: string
  area: readonly Polygon[]
  category?: string
  names?: Names
  anchorId?: string
}

export type Building = { id: string; category?: string; names?: Names; restriction?: string }

/** What buildings cover of the ground, in the map's metres. */
export type Footprint = { id: string; buildingIds: readonly string[]; outline: readonly Polygon[]; category?: string }

/** The point at which somebody's place is met. `poiIds` are the occupants that it stands for. */
export type Anchor = { id: string; floorId: string; position: Point; zoneId?: string; poiIds: readonly string[] }

/** What a feature says beyond what its floor, zone or place of interest holds. */
export type Attributes = {
  altNames?: Names
  restriction?: string
  accessibility?: readonly string[]
  phone?: string
  website?: string
  outdoor?: boolean
  buildingIds?: readonly string[]
  anchorId?: string
}

/** The venue itself as the map has it; `outline` in the map's metres. */
export type MapOfVenue = {
  id: string
  category?: string
  names?: Names
  hours?: string
  phone?: string
  website?: string
  restriction?: string
  outline: readonly Polygon[]
}

/**
 * What an imported map knows beyond what presence needs: for finding a way, and for writing the map out again. `language` is
 * the one that names are taken from, `georeference` where the metres of outlines that belong to no floor begin.
 */
export type VenueMap = {
  language: string
  georeference: Georeference
  venue?: MapOfVenue
  buildings: readonly Building[]
  footprints: readonly Footprint[]
  openings: readonly Opening[]
  relationships: readonly Relationship[]
  fixtures: readonly Fixture[]
  anchors: readonly Anchor[]
  /** By the id of the floor, zone or place of interest. */
  attributes: Readonly<Record<string, Attributes>>
}
