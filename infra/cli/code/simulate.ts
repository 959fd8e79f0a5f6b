import { parseArgs } from 'node:util'
import { knownAs, personOf } from '#shared/domain/backtest/cast.ts'
import type { Person, Rules } from '#shared/domain/situation.ts'
import { type DryRunAnswer, type DryRunRequest, dryRunExample, dryRunSchema } from '#shared/schemas/dry-run.ts'
import { check } from '#shared/schemas/faults.ts'
import { rehearsed } from '#shared/use-cases/rehearse.ts'
import type { Api } from '../api.ts'
import { Misunderstood } from '../topic.ts'
import type { FolderContent } from './folder-content.ts'
import { happeningIn, secondsIn } from './happenings.ts'
import { timeIn } from './time-in.ts'

/** What is asked for on the command line; the rest of a request follows from where its venue is. */
export type SimulateCommand = { dir?: string; at?: string; json: boolean; request: Omit<DryRunRequest, 'at'> }

const list = { type: 'string', multiple: true, default: [] as string[] } as const
const text = { type: 'string' } as const

/** Reads what stands behind `npx usher simulate`. Throws with a text that says what is wrong. */
export const readSimulate = (args: readonly string[]): SimulateCommand => {
  const options = {
    dir: text,
    live: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    customer: text,
    persona: text,
    trait: list,
    consent: list,
    locale: text,
    venue: text,
    at: text,
    feed: list,
    for: text,
  } as const
  const { values, positionals } = parseArgs({
    args: args.filter((arg) => arg !== '--then'),
    allowPositionals: true,
    options,
  })
  const { dir, at, live, json, venue } = values
  if (venue === undefined) throw new Misunderstood('simulate takes a venue: --venue harbour.')
  if (dir !== undefined && live) throw new Misunderstood('--dir and --live exclude each other.')
  const happenings = positionals.map(happeningIn)
  if (happenings.length === 0) throw new Misunderstood('simulate takes what happens, such as zone.dwell:watches:180.')
  const asked = {
    of: live ? 'live' : 'drafts',
    who: whoIn(values),
    venueId: venue,
    at: 0,
    happenings,
    ...(values.feed.length > 0 && { feeds: nested(values.feed.map(pair)) }),
    ...(values.for !== undefined && { forSeconds: secondsIn(values.for) }),
  }
  const read = check(dryRunSchema, asked, dryRunExample)
  if ('faults' in read) throw new Misunderstood(read.faults.map(({ path, reason }) => `${path}: ${reason}`).join('\n'))
  return { json, request: read.value, ...(dir !== undefined && { dir }), ...(at !== undefined && { at }) }
}

type WhoOptions = { customer?: string; persona?: string; trait: string[]; consent: string[]; locale?: string }

const whoIn = ({ customer, persona, trait, consent, locale }: WhoOptions) => {
  const named = [customer, persona].filter((one) => one !== undefined)
  const isInvented = trait.length > 0 || consent.length > 0 || locale !== undefined
  if (named.length + Number(isInvented) > 1)
    throw new Misunderstood(
      'Name a --customer, a --persona, or the --trait and --consent of somebody invented: one of the three.',
    )
  if (customer !== undefined) return { customerId: customer }
  if (persona !== undefined) return { personaId: persona }
  const consents = Object.fromEntries(consent.map((purpose) => [purpose, { status: 'granted' }]))
  return { traits: Object.fromEntries(trait.map(pair)), consents, ...(locale !== undefined && { locale }) }
}

/** `tier=gold`, `visits=12`, `isMember=true`, `interests=["boots"]`: a value that is JSON is taken as such. */
const pair = (text: string): [string, unknown] => {
  const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new Misunderstood(`"${text}" should be NAME=VALUE.`)
  try {
    return [name, JSON.parse(value)]
  } catch {
    return [name, value]
  }
}

const nested = (pairs: readonly [string, unknown][]): Record<string, unknown> => {
  const root: Record<string, unknown> = {}
  for (const [path, value] of pairs) {
    const names = path.split('.')
    let here = root
    for (const name of names.slice(0, -1)) {
      const inner = here[name] ?? {}
      if (typeof inner !== 'object') throw new Misunderstood(`${path} lies inside of what is no object.`)
      here[name] = inner
      here = inner as Record<string, unknown>
    }
    here[names.at(-1) ?? path] = value
  }
  return root
}

/** Plays it by the files of a folder, offline. Throws where the folder has no such venue or persona. */
export const simulateOffline = (
  { request, at }: SimulateCommand,
  content: FolderContent,
  rules: Rules,
  now: number,
): { answer: DryRunAnswer; at: number; timezone: string } => {
  const venue = content.venues.find(({ id }) => id === request.venueId)
  if (!venue)
    throw new Error(
      `There is no venue "${request.venueId}"; there are ${content.venues.map(({ id }) => id).join(', ')}.`,
    )
  const time = at === undefined ? now : timeIn(at, venue.timezone)
  const asked = { ...rules, feeds: { ...rules.feeds, ...request.feeds } }
  return {
    answer: rehearsed({ ...request, at: time }, asked, personFor(request, content)),
    at: time,
    timezone: venue.timezone,
  }
}

const personFor = ({ who }: Pick<DryRunRequest, 'who'>, { personas }: FolderContent): Person => {
  if ('customerId' in who) throw new Error('A folder knows no customers: leave --dir out, or name a --persona.')
  if ('personaId' in who) {
    const persona = personas.find(({ id }) => id === who.personaId)
    if (!persona)
      throw new Error(`There is no persona "${who.personaId}"; there are ${personas.map(({ id }) => id).join(', ')}.`)
    return personOf(persona.id, knownAs(persona))
  }
  return personOf('somebody', knownAs(inventedAs(who)))
}

const inventedAs = ({ traits, consents, locale }: Extract<DryRunRequest['who'], { traits: unknown }>) => ({
  id: 'somebody',
  name: 'Somebody',
  traits,
  consents: Object.fromEntries(
    Object.entries(consents).map(([purpose, { status }]) => [purpose, { status, since: 0 }]),
  ),
  ...(locale !== undefined && { locale }),
})

/** Plays it by the drafts, or by what is live, where they are. */
export const simulateThere = async (
  { request, at }: SimulateCommand,
  api: Api,
  now: number,
): Promise<{ answer: DryRunAnswer; at: number; timezone: string }> => {
  const { timezone } = await api.get<{ timezone: string }>(`/venues/${encodeURIComponent(request.venueId)}`)
  const time = at === undefined ? now : timeIn(at, timezone)
  return { answer: await api.post<DryRunAnswer>('/dry-runs', { ...request, at: time }), at: time, timezone }
}
