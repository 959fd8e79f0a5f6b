import { randomUUID } from 'node:crypto'
import { account, region } from './aws.ts'
import type { Clock, Resource, Template } from './contracts.ts'
import { arnOfResource } from './template/attributes.ts'

type RuleProperties = { ScheduleExpression?: string; State?: string; Targets?: { Arn: string; Input?: string }[] }

const unitsInMillis: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * Runs the template's EventBridge rules of the form `rate(n minutes|hours|days)` by the clock, the first time one period
 * after the start. `invoke` may return a promise: a stepped clock waits for it. Throws for an expression of another form.
 */
export const startSchedules = (options: {
  template: Template
  clock: Clock
  invoke: (fn: string, event: unknown) => unknown
}): { close(): void } => {
  const { template, clock, invoke } = options
  const cancels = new Map<Resource, () => void>()

  for (const rule of template.ofType('AWS::Events::Rule')) {
    const { ScheduleExpression, State = 'ENABLED', Targets = [] } = rule.properties as RuleProperties
    if (ScheduleExpression === undefined || State !== 'ENABLED') continue
    const period = periodOf(rule.logicalId, ScheduleExpression)
    const arm = (time: number) =>
      cancels.set(
        rule,
        clock.at(time, () => fire(time)),
      )
    const fire = (time: number) => {
      arm(Math.max(time + period, clock.now()))
      const event = scheduledEvent(rule, time)
      return Promise.all(Targets.map(({ Arn, Input }) => invoke(Arn, Input === undefined ? event : JSON.parse(Input))))
    }
    arm(clock.now() + period)
  }

  return {
    close() {
      for (const cancel of cancels.values()) cancel()
    },
  }
}

const periodOf = (logicalId: string, expression: string): number => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  const unitInMillis = unitsInMillis[unit]
  if (unitInMillis === undefined) {
    throw new Error(`${logicalId}: the laptop runs rate(n minutes|hours|days), and can't read ${expression}.`)
  }
  return Number(count) * unitInMillis
}

/** What EventBridge gives a target. Times are to the second. */
const scheduledEvent = (rule: Resource, time: number) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: `${new Date(time).toISOString().slice(0, 19)}Z`,
  region,
  resources: [arnOfResource(rule)],
  detail: {},
})
