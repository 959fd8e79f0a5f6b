import { randomUUID } from 'node:crypto'
import { account, region } from './aws.ts'
import type { Clock, Resource, Template } from './contracts.ts'

/** What happened, as EventBridge's targets hear of it. */
export type HappenedEvent = { source: string; 'detail-type': string; resources: string[]; detail: object }

type RuleProperties = { EventPattern?: object; State?: string; Targets?: { Arn: string; Input?: string }[] }

/**
 * EventBridge's default bus over the template's rules: an event goes to the targets of every rule whose pattern it matches.
 * `invoke` may return a promise. Patterns are exact values and prefixes; throws at start for another kind.
 * Source: Amazon EventBridge user guide, "Creating event patterns".
 */
export const createEventRules = (options: {
  template: Template
  clock: Clock
  invoke: (fn: string, event: unknown) => unknown
}): ((event: HappenedEvent) => Promise<void>) => {
  const { template, clock, invoke } = options
  const rules = template.ofType('AWS::Events::Rule').flatMap((rule) => {
    const { EventPattern, State = 'ENABLED', Targets = [] } = rule.properties as RuleProperties
    if (EventPattern === undefined || State !== 'ENABLED') return []
    return [{ matches: compile(EventPattern, rule), targets: Targets }]
  })
  return async (happened) => {
    const event = {
      version: '0',
      id: randomUUID(),
      account,
      time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      region,
      ...happened,
    }
    const targets = rules.flatMap((rule) => (rule.matches(event) ? rule.targets : []))
    await Promise.all(
      targets.map(({ Arn, Input }) => invoke(Arn, Input === undefined ? event : (JSON.parse(Input) as unknown))),
    )
  }
}

type Matches = (value: unknown) => boolean

/** Every field of the pattern must match: a list, by one of its elements; an object, by all of its fields. */
const compile = (pattern: unknown, rule: Resource): Matches => {
  if (Array.isArray(pattern)) {
    const any = pattern.map((one) => compileOne(one, rule))
    return (value) => any.some((matches) => (Array.isArray(value) ? value.some(matches) : matches(value)))
  }
  const fields = Object.entries(pattern as object).map(([name, inner]) => [name, compile(inner, rule)] as const)
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    fields.every(([name, matches]) => matches((value as Record<string, unknown>)[name]))
}

const compileOne = (one: unknown, { logicalId }: Resource): Matches => {
  if (typeof one !== 'object' || one === null) return (value) => value === one
  const [[kind, wanted] = []] = Object.entries(one)
  if (kind === 'prefix' && typeof wanted === 'string')
    return (value) => typeof value === 'string' && value.startsWith(wanted)
  throw new Error(`${logicalId}: the laptop matches values and prefixes, and can't read ${JSON.stringify(one)}.`)
}
