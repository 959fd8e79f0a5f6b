import { describe, expect, test } from 'vitest'
import type { Step } from '#shared/domain/journey.ts'
import { stepFaults } from '#shared/domain/journey-step-faults.ts'
import { stepGraph } from '#shared/domain/step-graph.ts'
import { aDelay, aGate, aMessageStep, anExperiment, aWait } from '#test/support/journeys.ts'

const faultsOf = (...steps: [Step, ...Step[]]) => stepFaults(stepGraph({ steps }))

test('a story with branches, waits and an end has no faults', () => {
  expect(
    faultsOf(
      anExperiment('halves', 'gold', 'exit'),
      aGate('gold', { otherwise: 'later' }),
      aMessageStep('offer', { next: 'bought' }),
      aDelay('later'),
      aMessageStep('reminder'),
      aWait('bought', { onTimeout: 'reminder' }),
      { id: 'end', kind: 'exit' },
    ),
  ).toEqual([])
})

describe('ids and ways', () => {
  test('an id that is taken, and one that means the end, are named', () => {
    expect(faultsOf(aDelay('a'), aDelay('a'), aDelay('exit'))).toEqual([
      { path: 'steps[1].id', reason: '"a" is taken by steps[0]; give each its own', example: 'a-1' },
      {
        path: 'steps[2].id',
        reason: '"exit" is how a journey ends; give the step another name',
        example: 'exit-2',
      },
    ])
  })

  test('every way to a step that is not there is named, with the one that was meant', () => {
    const unknown = (path: string, id: string, meant: string) => ({
      path,
      reason: `there is no step "${id}"; did you mean "${meant}"?`,
      example: meant,
    })
    expect(
      faultsOf(
        anExperiment('halves', undefined, 'offr'),
        aGate('gold', { next: 'remider', otherwise: 'exti' }),
        aWait('bought', { onTimeout: 'offfer' }),
        aMessageStep('offer'),
        aDelay('later'),
        aMessageStep('reminder'),
      ),
    ).toEqual([
      unknown('steps[0].variants[1].next', 'offr', 'offer'),
      unknown('steps[1].next', 'remider', 'reminder'),
      unknown('steps[1].otherwise', 'exti', 'exit'),
      unknown('steps[2].onTimeout', 'offfer', 'offer'),
    ])
  })
})

describe('steps that nobody comes to', () => {
  const never = (place: number, id: string) => ({
    path: `steps[${place}]`,
    reason: `step "${id}" is never reached; let a step lead to it, or remove it`,
    example: { next: id },
  })

  test('behind an exit, and behind steps that lead elsewhere', () => {
    expect(
      faultsOf(aDelay('a', { next: 'c' }), aDelay('b'), aDelay('c'), { id: 'end', kind: 'exit' }, aDelay('d')),
    ).toEqual([never(1, 'b'), never(4, 'd')])
  })

  test('where all variants lead elsewhere', () => {
    expect(faultsOf(anExperiment('halves', 'exit', 'c'), aDelay('b'), aDelay('c'))).toEqual([never(1, 'b')])
  })

  test('but the step behind a gate, a wait or a variant without a way is reached', () => {
    expect(faultsOf(aGate('a'), aWait('b'), anExperiment('c', undefined, 'exit'), aDelay('d'))).toEqual([])
  })
})

describe('circles', () => {
  const loop = (path: string, names: string, first: string) => ({
    path,
    reason: `the steps ${names} go round without a wait; put a delay or a waitFor between them`,
    example: { id: 'pause', kind: 'delay', seconds: 86_400, next: first },
  })

  test('a step that leads to itself', () => {
    expect(faultsOf(aGate('a', { next: 'a' }))).toEqual([loop('steps[0].next', 'a → a', 'a')])
  })

  test('several steps, by the way that closes the circle', () => {
    const steps: [Step, ...Step[]] = [
      aDelay('first'),
      aGate('a', { otherwise: 'exit' }),
      { id: 'b', kind: 'update', trait: 'seen', value: true },
      anExperiment('c', 'a', 'exit'),
    ]
    expect(faultsOf(...steps)).toEqual([loop('steps[3].variants[0].next', 'a → b → c → a', 'a')])
  })

  test('one that is closed by the order of the list', () => {
    expect(
      faultsOf(
        aGate('a', { next: 'c', otherwise: 'exit' }),
        aGate('b', { next: 'exit', otherwise: 'exit' }),
        aGate('c', { next: 'b', otherwise: 'a' }),
      ),
    ).toEqual([loop('steps[2].otherwise', 'a → c → a', 'a')])
  })

  test('with a delay or a wait in it a journey may go round for ever', () => {
    expect(faultsOf(aMessageStep('a'), aDelay('b', { next: 'a' }))).toEqual([])
    expect(faultsOf(aMessageStep('a'), aWait('b', { next: 'a', onTimeout: 'b' }))).toEqual([])
  })

  test('two hundred steps in a row are no circle, and quick to see', () => {
    const [first, ...others] = Array.from({ length: 200 }, (_, i) => aGate(`gate-${i}`, { otherwise: 'gate-199' }))
    expect(faultsOf(first ?? aGate('gate'), ...others)).toEqual([
      loop('steps[199].otherwise', 'gate-199 → gate-199', 'gate-199'),
    ])
  })
})

describe('messages at once', () => {
  const atOnce = (place: number, id: string, first: string) => ({
    path: `steps[${place}]`,
    reason: `"${id}" would be sent at once with "${first}"; put a delay or a waitFor between them, or make them one`,
    example: { id: 'pause', kind: 'delay', seconds: 3600 },
  })

  test('two marketing messages without a wait between are named', () => {
    expect(faultsOf(aMessageStep('a'), aGate('gold', { otherwise: 'b' }), aMessageStep('b'))).toEqual([
      atOnce(2, 'b', 'a'),
    ])
    expect(faultsOf(aMessageStep('a'), aMessageStep('b'), aMessageStep('c'))).toEqual([
      atOnce(1, 'b', 'a'),
      atOnce(2, 'c', 'b'),
    ])
  })

  test('of two branches each may have its own', () => {
    expect(faultsOf(anExperiment('halves', 'a', 'b'), aMessageStep('a', { next: 'exit' }), aMessageStep('b'))).toEqual(
      [],
    )
  })

  test('a message that she needs may go with another', () => {
    expect(faultsOf(aMessageStep('a'), aMessageStep('b', { class: 'service' }))).toEqual([])
    expect(faultsOf(aMessageStep('a', { class: 'requested' }), aMessageStep('b'))).toEqual([])
  })

  test('but not two of marketing around it', () => {
    expect(faultsOf(aMessageStep('a'), aMessageStep('b', { class: 'service' }), aMessageStep('c'))).toEqual([
      atOnce(2, 'c', 'a'),
    ])
  })
})
