import { runSimulation } from '@cloud-copilot/iam-simulate'
import { ApiError } from '../api-error.ts'
import { account, region } from '../aws.ts'
import type { ApiCall, Template } from '../contracts.ts'
import { type Asked, createPermissions, type Permission } from './permissions.ts'
import { type PolicyDocument, type Role, rolesOf } from './roles.ts'

/** Rejects with AWS's error for what the caller's role does not allow; nothing to wait for once a verdict is known. */
export type Judge = (call: ApiCall, asked: Asked) => Promise<void> | undefined

type Verdict = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied'

/** What the list of what is not run says about IAM. */
export const iamNotes = [
  'IAM: every SDK call of a function is judged by its role and the key’s policy; calls of tools, of event source mappings and of rules are not, and the policies of queues and buckets are not',
  'IAM: of all condition keys only kms:ViaService has a value',
]

/**
 * Judges every call of a function by its role's policies in the template, and by the policy of the key that it needs.
 * Callers that are no function of the template (the AWS CLI, tools) may do everything. A verdict is reached once for each
 * role, action, and set of policy resources that match.
 */
export const createJudge = (template: Template): Judge => {
  const roles = rolesOf(template)
  const permissionsOf = createPermissions(template)
  const verdicts = new Map<string, Verdict>()

  const keyOf = ({ name, resources }: Role, { action, resource, via = '' }: Permission) => {
    // a key is also judged by its own policy, which other keys need not share
    const matching = via === '' ? resources.flatMap((pattern, i) => (pattern.test(resource) ? [i] : [])) : resource
    return `${name} ${action} ${via} ${matching}`
  }

  /** In order, so that what is refused first is what the caller hears of. */
  const enforceAll = async (call: ApiCall, role: Role, permissions: readonly Permission[]) => {
    for (const permission of permissions) {
      const key = keyOf(role, permission)
      const verdict = verdicts.get(key) ?? (await simulate(template, role, permission))
      verdicts.set(key, verdict)
      enforce(verdict, call, role, permission)
    }
  }

  return (call, asked) => {
    const role = call.functionId === undefined ? undefined : roles.get(call.functionId)
    if (role === undefined) return undefined
    const permissions = permissionsOf(call, asked)
    const allowed = permissions.every((permission) => verdicts.get(keyOf(role, permission)) === 'Allowed')
    return allowed ? undefined : enforceAll(call, role, permissions)
  }
}

const simulate = async (template: Template, role: Role, { action, resource, via }: Permission): Promise<Verdict> => {
  const keyPolicy = via === undefined ? undefined : template.find(resource)?.properties.KeyPolicy
  const result = await runSimulation(
    {
      identityPolicies: [...role.policies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(keyPolicy !== undefined && { resourcePolicy: keyPolicy as PolicyDocument }),
      request: {
        principal: `arn:aws:iam::${account}:role/${role.name}`,
        action,
        resource: { resource, accountId: account },
        contextVariables: via === undefined ? {} : { 'kms:ViaService': `${via}.${region}.amazonaws.com` },
      },
    },
    {},
  )
  if (result.resultType === 'error')
    throw new Error(`${role.name}: ${action} on ${resource} can't be judged: ${JSON.stringify(result.errors)}`)
  return result.overallResult
}

const enforce = (verdict: Verdict, call: ApiCall, role: Role, permission: Permission) => {
  if (verdict === 'Allowed') return
  const { action, resource, via } = permission
  const condition = via && { StringEquals: { 'kms:ViaService': `${via}.${region}.amazonaws.com` } }
  const missing = { Effect: 'Allow', Action: action, Resource: resource, ...(condition && { Condition: condition }) }
  const why =
    verdict === 'ExplicitlyDenied'
      ? 'with an explicit deny in a policy'
      : `because no policy allows the ${action} action. The role ${role.name} lacks ${JSON.stringify(missing)}`
  const who = `arn:aws:sts::${account}:assumed-role/${role.name}/${call.functionId}`
  const { code, status } = refusals[call.service]?.[via === undefined ? 'call' : 'key'] ?? usual
  throw new ApiError(
    code,
    `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    status,
  )
}

type Refusal = { code: string; status: number }
const usual: Refusal = { code: 'AccessDeniedException', status: 400 }

/** Where a service has a code of its own for what IAM or the key refuses. */
const refusals: Readonly<Record<string, { call?: Refusal; key?: Refusal }>> = {
  iotdata: { call: { code: 'ForbiddenException', status: 403 } },
  kinesis: { key: { code: 'KMSAccessDeniedException', status: 400 } },
  s3: { call: { code: 'AccessDenied', status: 403 }, key: { code: 'AccessDenied', status: 403 } },
  sqs: {
    call: { code: 'AccessDenied', status: 403 },
    key: { code: 'com.amazonaws.sqs#KmsAccessDenied', status: 400 },
  },
}
