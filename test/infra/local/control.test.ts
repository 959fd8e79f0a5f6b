import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startControl } from '#infra/local/control.ts'

const calls: unknown[][] = []
const clock = {
  now: () => Date.UTC(2026, 0, 1),
  speed: 2,
  paused: false,
  setSpeed: (speed: number) => void calls.push(['setSpeed', speed]),
  pause: () => void calls.push(['pause']),
  resume: () => void calls.push(['resume']),
  step: async (milliseconds: number) => void calls.push(['step', milliseconds]),
  at: () => () => {},
  close: () => {},
}
let control: Awaited<ReturnType<typeof startControl>>

beforeAll(async () => {
  control = await startControl({ clock, counters: () => ({ connects: 3 }), port: 0 })
})
afterAll(() => control.close())
beforeEach(() => {
  calls.length = 0
})

const call = async (method: string, path: string, body?: string) => {
  const response = await fetch(control.url + path, { method, ...(body !== undefined && { body }) })
  return [response.status, await response.json()]
}
const state = { now: '2026-01-01T00:00:00.000Z', speed: 2, paused: false }

describe('the control endpoint', () => {
  test('tells the clock and the counters', async () => {
    expect(await call('GET', '/clock')).toEqual([200, state])
    expect(await call('GET', '/counters')).toEqual([200, { connects: 3 }])
  })

  test.each([
    ['{"speed":10}', ['setSpeed', 10]],
    ['{"paused":true}', ['pause']],
    ['{"paused":false}', ['resume']],
    ['{"stepSeconds":60}', ['step', 60_000]],
  ])('%s', async (body, expected) => {
    expect(await call('POST', '/clock', body)).toEqual([200, state])
    expect(calls).toEqual([expected])
  })

  test.each(['', 'speed=10', '{}', '{"speed":0}', '{"speed":"10"}', '{"speed":1,"paused":true}', '{"stepSeconds":-1}'])(
    "'%s': 400 with what is right",
    async (body) => {
      expect(await call('POST', '/clock', body)).toEqual([
        400,
        { message: 'give one of {"speed": 10}, {"paused": true} and {"stepSeconds": 60}' },
      ])
      expect(calls).toEqual([])
    },
  )

  test('anything else is not here', async () => {
    expect(await call('GET', '/')).toEqual([404, { message: 'only GET /clock, POST /clock, GET /counters are here' }])
  })
})
