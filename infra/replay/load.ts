import { type Enrolment, enrol } from '#shared/client/enrol.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { replayJourneys } from './journeys.ts'
import type { Recording, Walk } from './recording.ts'
import type { System } from './system.ts'

// each request under way keeps an environment of its function busy
const requestsAtATime = 2

/** A walk and the phone that it is walked with. */
export type Shopper = { walk: Walk; identity: Enrolment }

/** A phone, whose it is, and the ids of the messages that it showed. */
export type Visitor = { deviceId: string; customerId: string; shown: readonly string[] }

/**
 * Publishes the venue and its two journeys, enrols a phone for every walk that hears something, and makes each phone known
 * as a customer's of its own: of five, four allow marketing and one does not.
 */
export const loadReplay = async (system: System, recording: Recording, venue: Venue): Promise<Shopper[]> => {
  const put = await putter(system)
  const { id: venueId, ...content } = venue
  await put('PUT', `/venues/${venueId}`, content)
  const floorIds = venue.floors.map(({ id }) => id)
  for (const [journeyId, journey] of Object.entries(replayJourneys(venueId, floorIds))) {
    await put('PUT', `/journeys/${journeyId}`, journey)
  }
  await put('POST', '/publish', { venueId })

  const walks = recording.walks.filter(({ heard }) => heard.length > 0)
  return inTurns(walks, async (walk, place) => {
    const identity = await enrol({ apiUrl: system.apiUrl })
    const customerId = customerIdOf(walk)
    const marketing = { status: place % 5 === 4 ? 'denied' : 'granted' }
    await put('PUT', `/customers/${customerId}`, { traits: {}, staff: false, consents: { marketing } })
    await put('PUT', `/devices/${identity.deviceId}`, { kind: 'phone', staff: false, customerId })
    return { walk, identity }
  })
}

export const customerIdOf = ({ id }: Walk): string => `walk-${id}`

const putter = async ({ apiUrl, tokenFor }: System) => {
  const token = await tokenFor(['admin'])
  return async (method: 'PUT' | 'POST', path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${apiUrl.replace(/\/$/, '')}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} was refused with ${answer.status}: ${text.slice(0, 500)}`)
  }
}

const inTurns = async <T, R>(items: readonly T[], work: (item: T, place: number) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  const entries = items.entries()
  const worker = async () => {
    for (const [place, item] of entries) results[place] = await work(item, place)
  }
  await Promise.all(Array.from({ length: requestsAtATime }, worker))
  return results
}
