/**
 * What a moment rests on. Sightings: how many of the zone's loudest anchor, its level (dBm) and by how much (dB) it is ahead of
 * the next zone. A position: the radius that it is good for, and the probability of the zone. A location engine that says
 * the zone itself: its word. Silence: for how many seconds nothing was heard. A stay: for how
 * many it has lasted. A release: it has laid the zones anew.
 */
export type Evidence =
  | { by: 'sightings'; sightings: number; level: number; marginDb: number }
  | { by: 'position'; accuracyMetres: number; probability: number }
  | { by: 'engine' }
  | { by: 'silence'; seconds: number }
  | { by: 'stay'; seconds: number }
  | { by: 'release' }

/** How sure something is, from 0 to 1, and why. */
export type Certainty = { confidence: number; evidence: Evidence }

const fadingDb = 4 // standard deviation of one sighting indoors
const independent = 3 // sightings that say more than one: fading lasts longer than a second

/**
 * The probability that the louder of two zones is the nearer one, by how much it is ahead and how often it was heard: the
 * logistic curve that stands in for the normal one (Bowling and others, 2009), over the deviation of a difference of means.
 */
export const confidenceOf = (marginDb: number, sightings: number): number => {
  const deviation = fadingDb * Math.sqrt(2 / Math.min(independent, Math.max(1, sightings)))
  return 1 / (1 + Math.exp((-1.702 * marginDb) / deviation))
}

/** Nothing was heard for so long that it is gone. */
export const silence = (seconds: number): Certainty => ({ confidence: 1, evidence: { by: 'silence', seconds } })

/** Two digits: more would only look exact. */
export const rounded = (confidence: number): number => Math.round(confidence * 100) / 100
