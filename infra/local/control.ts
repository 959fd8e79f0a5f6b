import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import * as z from 'zod'
import type { Clock } from './contracts.ts'
import { type HttpAnswer, jsonAnswer, serveHttp } from './http.ts'

const clockSchema = z.union([
  z.strictObject({ speed: z.number().positive() }),
  z.strictObject({ paused: z.boolean() }),
  z.strictObject({ stepSeconds: z.number().positive() }),
])
const rightClock = 'give one of {"speed": 10}, {"paused": true} and {"stepSeconds": 60}'

/**
 * The laptop's own switches, on 127.0.0.1: `GET /clock`, `POST /clock` with `{"speed": 10}`, `{"paused": true}` or
 * `{"stepSeconds": 60}`, and `GET /counters`. A port of 0 takes a free one.
 */
export const startControl = async (options: { clock: Clock; counters: () => object; port: number }) => {
  const { clock, counters } = options
  const routes: Record<string, (request: IncomingMessage) => Promise<HttpAnswer>> = {
    'GET /clock': async () => jsonAnswer(200, state(clock)),
    'POST /clock': async (request) => {
      const wanted = clockSchema.safeParse(await json(request).catch(() => undefined))
      if (!wanted.success) return jsonAnswer(400, { message: rightClock })
      await setClock(clock, wanted.data)
      return jsonAnswer(200, state(clock))
    },
    'GET /counters': async () => jsonAnswer(200, counters()),
  }
  const nothingHere = async () => jsonAnswer(404, { message: `only ${Object.keys(routes).join(', ')} are here` })
  return serveHttp(options.port, (request) => (routes[`${request.method} ${request.url}`] ?? nothingHere)(request))
}

const state = (clock: Clock) => ({ now: new Date(clock.now()).toISOString(), speed: clock.speed, paused: clock.paused })

const setClock = async (clock: Clock, wanted: z.output<typeof clockSchema>) => {
  if ('speed' in wanted) clock.setSpeed(wanted.speed)
  else if ('stepSeconds' in wanted) await clock.step(wanted.stepSeconds * 1000)
  else if (wanted.paused) clock.pause()
  else clock.resume()
}
