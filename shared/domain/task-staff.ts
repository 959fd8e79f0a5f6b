import type { Journey } from './journey.ts'
import type { ReferenceFault } from './venue-faults.ts'

/** The customers whom tasks of journeys are for, so that they can be looked up. */
export const namedStaff = (journeys: readonly Journey[]): string[] => [
  ...new Set(journeys.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'task' ? step.to : [])))),
]

/** Tasks for somebody who is not among the `staff`, by their customer ids. */
export const staffWarnings = (journeys: readonly Journey[], staff: ReadonlySet<string>): ReferenceFault[] =>
  journeys.flatMap(({ id: journeyId, steps }) =>
    steps.flatMap((step, i) =>
      (step.kind === 'task' ? step.to : []).flatMap((id, j) =>
        staff.has(id)
          ? []
          : [
              {
                path: `journeys.${journeyId}.steps[${i}].to[${j}]`,
                reason: `customer "${id}" is no staff: no phone rings for the task; PUT /customers/${id} with staff, or name somebody else`,
              },
            ],
      ),
    ),
  )
