import * as z from 'zod'
import type { Clock, Resource, Template } from '../contracts.ts'
import { parseBasicIngest } from './limits.ts'
import { type RuleAction, type RuleSinks, readAction } from './rule-actions.ts'
import { type RuleMessage, readTopicRuleSql, type TopicRuleSql } from './topic-rule-sql.ts'

/** A publish that reached the broker. `principal` and `clientId` are absent when it came through the data plane. */
export type Publish = { topic: string; payload: Buffer; clientId?: string; principal?: string }

/** What went wrong with a rule. `lost` is a message that not even the error action could keep. */
export type RuleTrouble = { kind: 'not_found' | 'failed' | 'lost'; rule: string; topic: string; detail: string }

export type TopicRules = {
  /**
   * Runs the rules that match. Their actions are started before this returns, so publishes keep their order; the promise
   * is fulfilled when every action has taken the message or handed it to its error action. It never rejects.
   */
  run(publish: Publish): Promise<void>
  /** Fulfilled when nothing is running any more. */
  idle(): Promise<void>
}

type TopicRule = { name: string; sql: TopicRuleSql; actions: RuleAction[]; errorAction: RuleAction | undefined }
type Failure = { failedAction: string; failedResource: string; errorMessage: string }

const ruleSchema = z.object({
  RuleName: z.string().optional(),
  TopicRulePayload: z.object({
    Sql: z.string(),
    Actions: z.array(z.unknown()),
    ErrorAction: z.unknown().optional(),
    RuleDisabled: z.boolean().default(false),
  }),
})

/** Reads every AWS::IoT::TopicRule of the template. Throws, naming the rule, when one can't run here. */
export const createTopicRules = (options: {
  template: Template
  clock: Pick<Clock, 'now'>
  sinks: RuleSinks
  onTrouble: (trouble: RuleTrouble) => void
}): TopicRules => {
  const rules = options.template.ofType('AWS::IoT::TopicRule').flatMap((resource) => readRule(resource, options.sinks))
  const { clock, onTrouble } = options
  const running = new Set<Promise<void>>()

  const runMatching = async ({ topic, ...publish }: Publish) => {
    const ingest = parseBasicIngest(topic)
    const message: RuleMessage = { ...publish, topic: ingest?.topic ?? topic, at: clock.now() }
    // Basic Ingest names its rule; the rule's FROM plays no part
    const matching = rules.filter(({ name, sql }) => (ingest ? name === ingest.rule : sql.matches(topic)))
    if (ingest && matching.length === 0)
      onTrouble({ kind: 'not_found', rule: ingest.rule, topic, detail: `no rule is called '${ingest.rule}'` })
    await Promise.all(matching.map((rule) => runRule(rule, message, onTrouble)))
  }

  return {
    run: (publish) => {
      const run = runMatching(publish).finally(() => running.delete(run))
      running.add(run)
      return run
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

const readRule = ({ logicalId, properties }: Resource, sinks: RuleSinks): TopicRule[] => {
  try {
    const { RuleName, TopicRulePayload: payload } = ruleSchema.parse(properties)
    if (payload.RuleDisabled) return []
    return [
      {
        name: RuleName ?? logicalId,
        sql: readTopicRuleSql(payload.Sql),
        actions: payload.Actions.map((action) => readAction(action, sinks)),
        errorAction: payload.ErrorAction === undefined ? undefined : readAction(payload.ErrorAction, sinks),
      },
    ]
  } catch (error) {
    throw new Error(`topic rule ${String(properties.RuleName ?? logicalId)}: ${reasonOf(error)}`, { cause: error })
  }
}

const runRule = async (rule: TopicRule, message: RuleMessage, onTrouble: (trouble: RuleTrouble) => void) => {
  const selected = rule.sql.select(message)
  if (selected === undefined) return
  const results = await Promise.allSettled(rule.actions.map((action) => action.run(selected, message)))
  const failures = results.flatMap((result, index): Failure[] => {
    const action = rule.actions[index]
    if (result.status === 'fulfilled' || action === undefined) return []
    return [{ failedAction: action.kind, failedResource: action.resource, errorMessage: reasonOf(result.reason) }]
  })
  if (failures.length === 0) return
  const trouble = { rule: rule.name, topic: message.topic }
  onTrouble({ ...trouble, kind: 'failed', detail: failures.map(({ errorMessage }) => errorMessage).join('; ') })
  try {
    if (rule.errorAction === undefined) throw new Error('the rule has no error action')
    await rule.errorAction.run(errorPayload(rule.name, message, failures), message)
  } catch (error) {
    onTrouble({ ...trouble, kind: 'lost', detail: reasonOf(error) })
  }
}

/** Source: AWS IoT developer guide, "Error handling (error action)". */
const errorPayload = (ruleName: string, { topic, clientId, payload }: RuleMessage, failures: Failure[]) => ({
  ruleName,
  topic,
  clientId: clientId ?? 'n/a',
  base64OriginalPayload: payload.toString('base64'),
  failures,
})

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
