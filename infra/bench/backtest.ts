import { createBacktest } from '#shared/domain/backtest/backtest.ts'
import { castOf } from '#shared/domain/backtest/cast.ts'
import type { Journey } from '#shared/domain/journey.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Persona } from '#shared/domain/persona.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import { rulesFrom } from '../cli/code/rules.ts'
import { opensAt, releaseOf, venueId, zoneCount, zoneIdOf } from './mall.ts'
import type { Result } from './result.ts'

const momentsOfVisit = 20 // in and out of the venue, and of nine shops
const shoppersAtOnce = 2000
const millisecondsBetween = 20 // of the mall's time: a million moments are five and a half hours

/** The journeys of the bench; every fourth waits, and is over after an hour or by a purchase. */
const backtestContent = (journeys: number): ReleaseContent => {
  const content = releaseOf(journeys)
  const waiting = (journey: Journey): Journey => ({
    ...journey,
    steps: [{ id: 'wait', kind: 'delay', seconds: 3600 }, ...journey.steps],
  })
  return { ...content, journeys: content.journeys.map((one, i) => (i % 4 === 3 ? waiting(one) : one)) }
}

const personas: readonly Persona[] = [
  { id: 'gold', name: 'Gold', traits: { tier: 'gold', visits: 5, city: 'Wien' } },
  { id: 'silver', name: 'Silver', traits: { tier: 'silver', visits: 12, city: 'Graz' } },
  { id: 'new', name: 'New', traits: { tier: 'bronze', visits: 1, city: 'Linz' } },
].map((one) => ({ ...one, consents: { marketing: { status: 'granted' as const, since: 0 } } }))

/** So many moments of a mall, one after the other: shoppers come, walk through nine shops, and leave. Made as they are asked for. */
export function* mallTraffic(count: number): Iterable<Moment> {
  for (let i = 0; i < count; i++) {
    const slot = i % shoppersAtOnce
    const step = Math.floor(i / shoppersAtOnce)
    const visit = Math.floor(step / momentsOfVisit)
    const at = opensAt + i * millisecondsBetween
    const customerId = `shopper-${visit * shoppersAtOnce + slot}`
    yield {
      id: `moment-${i}`,
      ...kindAt(step % momentsOfVisit, slot + visit),
      deviceId: `phone-${customerId}`,
      customerId,
      venueId,
      visitId: `visit-${customerId}`,
      occurredAt: at,
      receivedAt: at,
    }
  }
}

const kindAt = (step: number, walk: number): Pick<Moment, 'kind' | 'zoneId'> => {
  if (step === 0) return { kind: 'venue.enter' }
  if (step === momentsOfVisit - 1) return { kind: 'venue.exit' }
  const shop = Math.floor((step - 1) / 2)
  return { kind: step % 2 === 1 ? 'zone.enter' : 'zone.exit', zoneId: zoneIdOf((walk * 7 + shop * 13) % zoneCount) }
}

/** A backtest of so many moments against so many journeys: how long it takes, and how much memory it comes to hold. */
export const measureBacktest = (moments: number, journeys: number): Result[] => {
  const rssBefore = process.memoryUsage.rss()
  const backtest = createBacktest({
    draft: rulesFrom(backtestContent(journeys)),
    cast: castOf(() => undefined, personas),
    graceSeconds: 86_400,
  })
  const began = performance.now()
  let rssMost = rssBefore
  let read = 0
  for (const occasion of mallTraffic(moments)) {
    backtest.take({ happening: { occasion, now: occasion.receivedAt } })
    read += 1
    if (read % 10_000 === 0) rssMost = Math.max(rssMost, process.memoryUsage.rss())
  }
  const { draft } = backtest.finish()
  const seconds = (performance.now() - began) / 1000
  if (draft.sent === 0) throw new Error('the backtest sent nothing: its figures would mean nothing')
  const name = `backtest, ${moments.toLocaleString('en')} moments, ${journeys} journeys`
  return [
    { name, unit: 's', value: seconds },
    { name: `${name}: speed`, unit: 'moments/s', value: moments / seconds },
    {
      name: `${name}: memory that ${draft.shoppers.toLocaleString('en')} shoppers took`,
      unit: 'MB',
      value: (rssMost - rssBefore) / 1e6,
    },
  ]
}
