import { parseArgs } from 'node:util'

/** What somebody asks of `npx usher parked`. */
export type Command =
  | { kind: 'help' }
  | { kind: 'list'; wanted: Wanted; limit: number; failed: boolean; json: boolean }
  | { kind: 'show'; id: string; json: boolean }
  | { kind: 'redrive'; what: What; dryRun: boolean; json: boolean }

/** Days as 2026-11-21, in UTC. */
export type Wanted = { day?: string; since?: string; reason?: string }

/** Records and batches by id, all that was parked for a reason or on a day, or every batch. */
export type What = { ids: readonly string[] } | { wanted: Omit<Wanted, 'since'> } | 'failed batches'

export const usage = `npx usher parked [list]      what was parked, the newest first, and how many failed batches there are
npx usher parked show ID     one of them, whole
npx usher parked redrive …   sends them back to where they came from; what fails again is parked again
    ID …                     these
    --reason R, --day D      all that were parked for a reason, on a day (UTC), or both
    --failed                 every failed batch

  --reason R      only those parked for this reason
  --day D         only those of one day: 2026-11-21 (UTC)
  --since D       only those since a day
  --limit N       how many of them (50)
  --failed        the stream's batches that failed for six hours, instead of what was parked
  --dry-run       says what would be driven again, and does nothing
  --json          as JSON

An ID with slashes is a failed batch's. USHER_API_URL says where the HTTP API is (http://127.0.0.1:18832), USHER_TOKEN
holds a token of an admin (else .usher/admin.token, which npm start writes).`

/** One in 64 of the ids that are derived begins with a dash; no option has 22 characters. */
const dashedId = /^-[\w-]{21}$/

/** Reads a command line. Throws with a text that says what is wrong. */
export const readCommand = (args: readonly string[]): Command => {
  const dashed = args.filter((arg) => dashedId.test(arg))
  const { values, positionals } = parseArgs({
    args: [...args.filter((arg) => !dashed.includes(arg)), '--', ...dashed],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      reason: { type: 'string' },
      day: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string', default: '50' },
      failed: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const [topic, action = 'list', ...ids] = positionals
  const { json, failed } = values
  if (values.help || topic === undefined || topic === 'help') return { kind: 'help' }
  if (topic !== 'parked') throw new Error(`There is no "${topic}"; there is "parked".`)
  const wanted = {
    ...(values.day === undefined ? {} : { day: values.day }),
    ...(values.since === undefined ? {} : { since: values.since }),
    ...(values.reason === undefined ? {} : { reason: values.reason }),
  }
  const anyWanted = Object.keys(wanted).length > 0
  if (failed && anyWanted)
    throw new Error('--failed lists batches, which have no reason and no day: leave the rest out.')

  if (action === 'list') {
    if (ids.length > 0) throw new Error(`list takes no ids; to look at one: npx usher parked show ${ids[0]}`)
    return { kind: 'list', wanted, limit: wholeNumber('--limit', values.limit), failed, json }
  }
  if (action === 'show') {
    const [id, ...more] = ids
    if (id === undefined || more.length > 0) throw new Error('show takes one id; npx usher parked lists them.')
    return { kind: 'show', id, json }
  }
  if (action !== 'redrive') throw new Error(`There is no "parked ${action}"; there are list, show and redrive.`)
  if (wanted.since !== undefined) throw new Error('redrive takes ids, --reason or --day, no --since.')
  const ways = [ids.length > 0, anyWanted, failed].filter(Boolean).length
  if (ways !== 1) throw new Error('redrive takes ids, or --reason and --day, or --failed: one of the three.')
  const what: What = ids.length > 0 ? { ids } : failed ? 'failed batches' : { wanted }
  return { kind: 'redrive', what, dryRun: values['dry-run'], json }
}

const wholeNumber = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`${name} takes a whole number from 1, not "${text}".`)
  return Number(text)
}
