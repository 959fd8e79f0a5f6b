import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { releaseFaults } from '#shared/domain/release-faults.ts'
import { check } from '#shared/schemas/faults.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyExample, journeyOfAllSteps } from '#shared/schemas/journey-example.ts'
import { contentTextFaults } from '#shared/templates/content-faults.ts'
import { mutated, mutations } from '#test/support/mutated.ts'
import { aVenue } from '#test/support/venues.ts'

const personas = [{ id: 'ada', name: 'Ada', traits: { firstName: 'Ada', tier: 'gold' }, consents: {} }]
const harbour = aVenue({ id: 'harbour' })
const offer = { id: 'boots-20', name: '20 % off boots', venueId: 'harbour', codeValidSeconds: 3600 }
const template = {
  id: 'boots-reminder',
  name: 'Reminder',
  title: 'Boots',
  body: 'Still there, {{ customer.firstName }}',
}
const contentOf = (journey: Journey) => ({
  venues: [harbour],
  journeys: [journey],
  offers: [offer],
  templates: [template],
})

/** What keeps a journey from going live, from the first look to the last; nothing, if nothing does. */
const faultsOf = (written: unknown) => {
  const checked = check(journeySchema, written, journeyOfAllSteps)
  if ('faults' in checked) return checked.faults
  const content = contentOf(checked.value)
  return [...releaseFaults(content), ...contentTextFaults(content, personas)]
}

test('the journeys that are mutated are right as they stand', () => {
  expect(faultsOf(journeyExample)).toEqual([])
  expect(faultsOf(journeyOfAllSteps)).toEqual([])
})

test('whatever is done to a journey, it is compiled, or refused with a path, a reason and nothing thrown', () => {
  const seen = { refused: 0, compiled: 0 }
  fc.assert(
    fc.property(fc.constantFrom(journeyExample, journeyOfAllSteps), mutations, (journey, all) => {
      const written = mutated(journey, all)
      const faults = faultsOf(written)
      for (const { path, reason } of faults)
        expect([path.length > 0, reason.length > 3, reason.length < 2000]).toEqual([true, true, true])
      seen[faults.length > 0 ? 'refused' : 'compiled']++
      if (faults.length > 0) return
      const journeyRead = journeySchema.parse(written)
      const compiled = compileRelease({ version: 'v', publishedAt: 0, ...contentOf(journeyRead) }).journeys.get(
        journeyRead.id,
      )
      for (const { id } of journeyRead.steps) expect(compiled?.steps.get(id)?.step.id).toBe(id)
    }),
    { numRuns: 1000 },
  )
  // both ways are tried
  expect(Math.min(seen.refused, seen.compiled)).toBeGreaterThan(20)
})
