import { type Enrolment, enrol } from '#shared/client/enrol.ts'
import type { DemoApi } from './demo-api.ts'
import type { Identities } from './identities.ts'
import { journeys } from './journeys.ts'
import { type Person, people } from './people.ts'
import { store } from './store.ts'

const requestsAtATime = 4

/** What the demo's hardware needs: phones by person, and tokens by gateway. */
export type Loaded = { identities: Identities; gatewayTokens: ReadonlyMap<string, string> }

/**
 * Loads the demo's venue, journeys, people and devices, and publishes. Everything is put under an id of its own, so loading
 * again changes nothing; phones that are `kept` from an earlier run are not enrolled again.
 */
export const loadDemo = async (api: DemoApi, apiUrl: string, kept: Identities): Promise<Loaded> => {
  await api('operator', 'PUT', `/venues/${store.id}`, store)
  await inParallel(journeys, (journey) => api('marketer', 'PUT', `/journeys/${journey.id}`, journey))
  await api('admin', 'POST', '/publish', { venueId: store.id })

  const phones = await inParallel(people, async (person) => {
    const { id, traits, staff, consents } = person
    await api('admin', 'PUT', `/customers/${id}`, { traits, staff, consents })
    if (person.tagAddress !== undefined) await bindTag(api, person, person.tagAddress)
    if (!person.carriesPhone) return []
    const identity = kept.get(id) ?? (await enrol({ apiUrl }))
    await api('admin', 'PUT', `/devices/${identity.deviceId}`, { kind: 'phone', customerId: id, staff })
    return [[id, identity] as const]
  })
  const tokens = await inParallel(store.gateways, async ({ id }) => {
    const path = `/venues/${store.id}/gateways/${id}/token`
    return [id, tokenIn(path, await api('operator', 'POST', path))] as const
  })
  return { identities: new Map<string, Enrolment>(phones.flat()), gatewayTokens: new Map(tokens) }
}

const bindTag = (api: DemoApi, { id, staff }: Person, hardwareAddress: string) =>
  api('admin', 'PUT', `/devices/tag-${id}`, { kind: 'tag', customerId: id, staff, hardwareAddress })

const tokenIn = (path: string, answer: unknown): string => {
  const { token } = (answer ?? {}) as { token?: unknown }
  if (typeof token !== 'string') throw new Error(`POST ${path} answered ${JSON.stringify(answer)}, expected { token }`)
  return token
}

/** Does the work for each item, a few at a time: the API's functions start one environment per request under way. */
const inParallel = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  const entries = items.entries()
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: requestsAtATime }, worker))
  return results
}
