import { momentKinds } from '#shared/domain/moment.ts'
import { receiptEvents } from '#shared/domain/receipt.ts'
import type { DryRunRequest } from '#shared/schemas/dry-run.ts'
import { Misunderstood } from '../topic.ts'

export type Happening = DryRunRequest['happenings'][number]

export const happeningsUsage = `    WHAT is zone.dwell:ZONE:180, zone.enter:ZONE, venue.exit, an event such as purchase or purchase{"total":90},
    opened, dismissed, answered=3 (of the last message), withdraw:OFFER or start:JOURNEY; WHAT@+30m is half an hour later`

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Seconds as people write them: 90, 90s, 30m, 2h, 60d. */
export const secondsIn = (text: string): number => {
  const [, number, unit = 's'] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? []
  if (number === undefined) throw new Misunderstood(`"${text}" is no time: write 90s, 30m, 2h or 60d.`)
  return Number(number) * units[(unit || 's') as keyof typeof units]
}

/** Reads what is made up to happen. Throws with a text that says what is wrong. */
export const happeningIn = (text: string): Happening => {
  const [, what = text, later] = /^(.*)@\+([^@{}]+)$/s.exec(text) ?? []
  return { ...readWhat(what), afterSeconds: later === undefined ? 0 : secondsIn(later) }
}

const readWhat = (what: string): Happening => {
  const afterSeconds = 0
  const [name = '', ...rest] = what.split(':')
  const moment = momentKinds.find((kind) => kind === name)
  if (moment) return { afterSeconds, moment, ...placeIn(moment, rest, what) }
  const [head = '', ...answer] = what.split('=')
  const receipt = receiptEvents.find((event) => event === head)
  if (receipt) return { afterSeconds, receipt, ...(answer.length > 0 && { answer: answer.join('=') }) }
  const [id, ...more] = rest
  if ((name === 'withdraw' || name === 'start') && id !== undefined && more.length === 0)
    return name === 'withdraw' ? { afterSeconds, withdraw: id } : { afterSeconds, start: id }
  const [, event, data] = /^([\w.:/-]+)(\{.*\})?$/s.exec(what) ?? []
  if (event === undefined) throw new Misunderstood(`"${what}" is nothing that can happen.`)
  return { afterSeconds, event, ...(data !== undefined && { data: json(data) }) }
}

const placeIn = (moment: string, [first, second, ...more]: readonly string[], what: string) => {
  if (more.length > 0) throw new Misunderstood(`"${what}" has a part too many.`)
  if (moment === 'venue.exit') return first === undefined ? {} : { visitSeconds: secondsIn(first) }
  if (first === undefined) return {}
  return { zoneId: first, ...(second !== undefined && { dwellSeconds: secondsIn(second) }) }
}

const json = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Misunderstood(`${text} is not JSON: ${(error as Error).message}`)
  }
}
