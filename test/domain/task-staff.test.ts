import { expect, test } from 'vitest'
import { namedStaff, staffWarnings } from '#shared/domain/task-staff.ts'
import { aDelay, aJourneyOf } from '#test/support/journeys.ts'

test('a task for somebody who is no staff is doubtful', () => {
  const task = { id: 'help', kind: 'task', title: 'Help', to: ['ute', 'ada'], expiresInSeconds: 600 } as const
  const journeys = [aJourneyOf([aDelay('a'), task]), aJourneyOf([{ ...task, to: ['ute'] }])]
  expect(namedStaff(journeys)).toEqual(['ute', 'ada'])
  expect(staffWarnings(journeys, new Set(['ute', 'karim']))).toEqual([
    {
      path: 'journeys.story.steps[1].to[1]',
      reason:
        'customer "ada" is no staff: no phone rings for the task; PUT /customers/ada with staff, or name somebody else',
    },
  ])
})
