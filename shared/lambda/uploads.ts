import type { EventBridgeEvent } from 'aws-lambda'
import { objectCreatedSchema } from '#shared/schemas/imports.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'

/** A handler of EventBridge's `Object Created`: `run` gets the key, and when the object was there. */
export const uploadHandler = (run: (key: string, now: number) => Promise<string>) =>
  handle<EventBridgeEvent<'Object Created', unknown>>(async (event) => {
    const {
      time,
      detail: { object },
    } = objectCreatedSchema.parse(event)
    const outcome = await run(object.key, Date.parse(time))
    log(outcome === 'unknown' ? 'warn' : 'info', 'an upload was worked off', { outcome, bytes: object.size })
  })
