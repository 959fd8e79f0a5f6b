import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '#infra/app.ts'

export const FUNCTIONS = [
  'authorize-devices',
  'count-visitors',
  'describe-api',
  'destroy-salts',
  'engage-visitors',
  'enrol-devices',
  'enrol-gateways',
  'explain-decisions',
  'find-audiences',
  'ingest-gateways',
  'learn-acceptance',
  'learn-radio-maps',
  'locate-zones',
  'manage-calibrations',
  'manage-customers',
  'manage-devices',
  'manage-failed-batches',
  'manage-imports',
  'manage-journeys',
  'manage-parked',
  'manage-tasks',
  'manage-venues',
  'manage-webhooks',
  'park-dead-letters',
  'publish-releases',
  'receive-events',
  'receive-webhooks',
  'redeem-offers',
  'run-imports',
  'send-journeys',
  'show-health',
  'start-schedules',
  'stock-offers',
  'sweep-timers',
  'wake-mailboxes',
  'watch-health',
  'withdraw-offers',
]

export type Resource = {
  id: string
  type: string
  properties: Record<string, unknown>
  deletionPolicy: string | undefined
}

export type Statement = {
  Effect: string
  Action: string[]
  Resource: string[]
  Condition?: unknown
  Principal?: unknown
}

/** Runs `use` with a folder that holds a stub bundle for every function, and removes it. */
export const withStubBundles = async <T>(use: (bundles: string, outdir: string) => T | Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'usher-infra-'))
  try {
    for (const name of FUNCTIONS) {
      await mkdir(join(folder, 'bundles', name), { recursive: true })
      await writeFile(join(folder, 'bundles', name, 'index.mjs'), `export const handler = async () => '${name}'`)
    }
    return await use(join(folder, 'bundles'), join(folder, 'out'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The synthesized template, easy to read: references are `<LogicalId.Attribute>` without the CDK's hashes, joins are joined. */
export const synthesizeTemplate = () =>
  withStubBundles(async (bundles, outdir) => {
    createApp(bundles, outdir).synth()
    const { Resources } = JSON.parse(await readFile(join(outdir, 'Usher.template.json'), 'utf8'))
    const resources = Object.entries(Resources as Record<string, Raw>).map(
      ([id, { Type, Properties, DeletionPolicy }]): Resource => ({
        id: shortened(id),
        type: Type.replace('AWS::', ''),
        properties: readable(Properties) as Record<string, unknown>,
        deletionPolicy: DeletionPolicy,
      }),
    )
    const ofType = (type: string) => resources.filter((resource) => resource.type === type)
    const the = (type: string, id: string) => {
      const found = ofType(type).find((resource) => resource.id === id)
      if (!found) throw new Error(`No ${type} ${id}; there are ${ofType(type).map((resource) => resource.id)}`)
      return found
    }
    const functionOf = (name: string) => {
      const found = ofType('Lambda::Function').find(({ properties }) => properties.FunctionName === `usher-${name}`)
      if (!found) throw new Error(`No function ${name}`)
      return found
    }
    /** What a function's own role allows, without its log and its use of the key: resource → actions. */
    const permissionsOf = (name: string) => {
      const role = String(functionOf(name).properties.Role).replace(/^<(.*)\.Arn>$/, '$1')
      const allowed: Record<string, string[]> = {}
      for (const { Resource, Action } of statements(the('IAM::Role', role))) {
        const actions = Action.filter((action) => !/^(kms|logs):/.test(action))
        if (actions.length > 0)
          for (const resource of Resource) allowed[resource] = [...(allowed[resource] ?? []), ...actions]
      }
      return allowed
    }
    return { resources, ofType, the, functionOf, permissionsOf }
  })

export type Synthesized = Awaited<ReturnType<typeof synthesizeTemplate>>

/** The statements of every policy that a resource carries. */
export const statements = ({ properties }: Resource): Statement[] => {
  const { Policies } = properties
  // A user pool's Policies are about passwords.
  const inline: { PolicyDocument: Document }[] = Array.isArray(Policies) ? Policies : []
  const own = [properties.PolicyDocument, properties.KeyPolicy] as (Document | undefined)[]
  return [...inline.map(({ PolicyDocument }) => PolicyDocument), ...own]
    .flatMap((document) => document?.Statement ?? [])
    .map((statement) => ({
      ...statement,
      Action: [statement.Action].flat(),
      Resource: [statement.Resource].flat(),
    }))
}

type Document = {
  Statement: (Omit<Statement, 'Action' | 'Resource'> & { Action: string | string[]; Resource: string | string[] })[]
}
type Raw = { Type: string; Properties: unknown; DeletionPolicy?: string }

const shortened = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '')

const readable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  const [[key, inner] = ['', undefined], ...more] = Object.entries(value)
  if (more.length === 0 && key === 'Ref') return `<${shortened(String(inner))}>`
  if (more.length === 0 && key === 'Fn::GetAtt' && Array.isArray(inner)) return `<${shortened(inner[0])}.${inner[1]}>`
  if (more.length === 0 && key === 'Fn::Join' && Array.isArray(inner)) return inner[1].map(readable).join(inner[0])
  return Object.fromEntries(Object.entries(value).map(([name, nested]) => [name, readable(nested)]))
}
