import { parseArgs } from 'node:util'
import type { Explanation } from '#shared/schemas/explanations.ts'
import type { Api } from '../api.ts'
import { Misunderstood } from '../topic.ts'
import { explanationText } from './explained-text.ts'

export type ExplainCommand = { query: Readonly<Record<string, string>>; limit: number; timezone: string; json: boolean }

const text = { type: 'string' } as const
const perCall = 100

/** Reads what stands behind `npx usher explain`. Throws with a text that says what is wrong. */
export const readExplain = (args: readonly string[]): ExplainCommand => {
  const options = {
    customer: text,
    device: text,
    journey: text,
    message: text,
    from: text,
    until: text,
    limit: text,
    timezone: text,
    json: { type: 'boolean', default: false },
  } as const
  const { values } = parseArgs({ args: [...args], options })
  const { customer, device, journey, message, from, until, limit = '20', timezone = 'UTC', json } = values
  const asked = { customerId: customer, deviceId: device, journeyId: journey, messageId: message }
  const named = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  if (named.length !== 1) throw new Misunderstood('explain takes one of --customer, --device, --journey and --message.')
  if (!/^[1-9]\d{0,5}$/.test(limit)) throw new Misunderstood(`--limit takes a whole number from 1, not "${limit}".`)
  const span = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
  return { query: { ...Object.fromEntries(named), ...span }, limit: Number(limit), timezone, json }
}

/** Asks for explanations, page by page, and returns what to print. */
export const runExplain = async (api: Api, { query, limit, timezone, json }: ExplainCommand): Promise<string> => {
  const explanations: Explanation[] = []
  let after: string | undefined
  do {
    const page = await api.get<{ explanations: Explanation[]; next?: string }>('/explanations', {
      ...query,
      limit: Math.min(limit - explanations.length, perCall),
      ...(after !== undefined && { after }),
    })
    explanations.push(...page.explanations)
    after = page.next
  } while (after !== undefined && explanations.length < limit)
  if (json) return JSON.stringify({ explanations }, null, 2)
  return explanations.length === 0
    ? 'Nothing was decided about that in the last 30 days.'
    : explanations.map((one) => explanationText(one, timezone)).join('\n\n')
}
