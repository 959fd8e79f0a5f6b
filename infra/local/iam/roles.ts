import type { Properties, Resource, Template } from '../contracts.ts'
import { nameOf } from '../template/attributes.ts'

export type PolicyDocument = { Version?: string; Statement: unknown }

/** The role of a function, with what its policies in the template say. */
export type Role = {
  name: string
  policies: readonly { name: string; policy: PolicyDocument }[]
  /** Every `Resource` of those policies: two resources that match the same of them are judged alike. */
  resources: readonly RegExp[]
}

/** The roles of the template's functions, by function name. Throws for a policy that can't be judged here. */
export const rolesOf = (template: Template): ReadonlyMap<string, Role> =>
  new Map(
    template.ofType('AWS::Lambda::Function').flatMap((fn) => {
      const reference = (fn.properties as { Role?: string }).Role
      const role = reference === undefined ? undefined : template.find(reference)
      return role?.type === 'AWS::IAM::Role' ? [[nameOf(fn), roleOf(role)] as const] : []
    }),
  )

const roleOf = (resource: Resource): Role => {
  const { Policies = [], ...rest } = resource.properties as Properties & {
    Policies?: { PolicyName: string; PolicyDocument: PolicyDocument }[]
  }
  const outside = ['ManagedPolicyArns', 'PermissionsBoundary'].find((name) => rest[name] !== undefined)
  if (outside !== undefined) throw unjudged(resource, outside)
  const policies = Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, policy: PolicyDocument }))
  const statements = policies.flatMap(({ policy }) => [policy.Statement].flat()) as { Resource?: string | string[] }[]
  const resources = statements.flatMap((statement) => {
    if (statement.Resource === undefined) throw unjudged(resource, 'a statement without Resource')
    return statement.Resource
  })
  const variable = resources.find((text) => text.includes('${'))
  if (variable !== undefined) throw unjudged(resource, `the policy variable in ${variable}`)
  return { name: nameOf(resource), policies, resources: [...new Set(resources)].map(pattern) }
}

const unjudged = ({ logicalId }: Resource, what: string) =>
  new Error(`${logicalId}: the laptop can't judge ${what}. Write inline policies that name their resources.`)

/** `*` is any characters and `?` one. */
const pattern = (text: string) =>
  new RegExp(
    `^${text
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )
