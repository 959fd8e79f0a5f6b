import fc from 'fast-check'

/** What can go wrong with a call, the mildest first; shrinking looks for a milder one. */
export const faults = [
  'throttled',
  'answered with 500',
  'reset',
  'done, answer lost',
  'done twice, first answer lost', // as an SDK does that tries again by itself
  'done in part',
  'crash before it',
  'crash after it',
  'zombie', // it takes too long: its retry begins, and some calls later it goes on
] as const
export type Fault = (typeof faults)[number]

/**
 * All that goes wrong in a run: faults by the number of the call, which of the waiting calls goes next (0: the oldest), how
 * many records a batch takes in turn, and after which batch the shard goes how many records back, as with a lost checkpoint.
 */
export type Schedule = {
  faults: readonly { atCall: number; fault: Fault }[]
  order: readonly number[]
  cuts: readonly number[]
  replays: readonly { afterBatch: number; back: number }[]
}

/** Nothing goes wrong: whole batches, calls in their order. */
export const calm: Schedule = { faults: [], order: [], cuts: [100], replays: [] }

/** Schedules whose faults lie within so many calls. */
export const schedules = (calls = 60): fc.Arbitrary<Schedule> =>
  fc.record({
    faults: fc.uniqueArray(
      fc.record({ atCall: fc.integer({ min: 1, max: calls }), fault: fc.constantFrom(...faults) }),
      {
        maxLength: 6,
        selector: ({ atCall }) => atCall,
      },
    ),
    order: fc.array(fc.nat({ max: 3 }), { maxLength: 12 }),
    cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    replays: fc.uniqueArray(fc.record({ afterBatch: fc.nat({ max: 6 }), back: fc.integer({ min: 1, max: 6 }) }), {
      maxLength: 2,
      selector: ({ afterBatch }) => afterBatch,
    }),
  })

/** The one schedule of a seed. */
export const scheduleOf = (seed: number): Schedule => fc.sample(schedules(), { seed, numRuns: 1 })[0] ?? calm
