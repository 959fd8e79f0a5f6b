import { parseArgs } from 'node:util'
import { done, Misunderstood, type Said, type Topic, type World } from '../topic.ts'
import { type Applied, applyPlan, publishDrafts } from './apply.ts'
import { exportDrafts } from './export.ts'
import { countsOf, type Plan, planFolder } from './plan.ts'
import { planJson, planText } from './plan-text.ts'
import { type Folder, readFolder } from './read-folder.ts'
import { faultsText, validateFolder } from './validate.ts'
import { writeSchemas } from './write-schemas.ts'

const json = (value: unknown) => JSON.stringify(value, null, 2)

/** The one folder that a command is about; here if none is named. */
const folderIn = (positionals: readonly string[], command: string): string => {
  if (positionals.length > 1) throw new Misunderstood(`${command} takes one folder, not ${positionals.length}.`)
  return positionals[0] ?? '.'
}

const parse = <T extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: readonly string[],
  options: T,
) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new Misunderstood((error as Error).message)
  }
}

const flag = { type: 'boolean', default: false } as const

const validate: Topic = {
  usage: `npx usher validate [FOLDER]  says what keeps the folder's files from being published, each fault with file, line and column
    --json   as JSON; exits with 1 where there is a fault. Nothing is asked of any server`,
  run: async (args) => {
    const { values, positionals } = parse(args, { json: flag })
    const folder = readFolder(folderIn(positionals, 'validate'))
    const faults = validateFolder(folder)
    const exitCode = faults.length > 0 ? 1 : 0
    if (values.json) return { text: json({ resources: folder.resources.length, faults }), exitCode }
    return { text: exitCode === 1 ? faultsText(faults) : `${resourcesText(folder)}, no faults.`, exitCode }
  },
}

const resourcesText = ({ resources: { length } }: Folder) => `${length} resource${length === 1 ? '' : 's'}`

/** A folder without faults; whoever has some is told them. */
const soundFolder = (place: string): { folder: Folder } | { said: Said } => {
  const folder = readFolder(place)
  const faults = validateFolder(folder)
  return faults.length > 0 ? { said: { text: faultsText(faults), exitCode: 1 } } : { folder }
}

const plan: Topic = {
  usage: `npx usher plan [FOLDER]      what would change of the drafts to make them as the folder has them
    --prune  also destroys drafts that no file is of
    --detailed-exitcode   exits with 2 where there are changes
    --json   as JSON`,
  run: async (args, world) => {
    const { values, positionals } = parse(args, { prune: flag, json: flag, 'detailed-exitcode': flag })
    const sound = soundFolder(folderIn(positionals, 'plan'))
    if ('said' in sound) return sound.said
    const planned = await planFolder(world.api(), sound.folder.resources, values)
    const exitCode = values['detailed-exitcode'] && planned.changes.length > 0 ? 2 : 0
    return { text: values.json ? json(planJson(planned)) : planText(planned), exitCode }
  },
}

const apply: Topic = {
  usage: `npx usher apply [FOLDER]     makes the drafts as the folder has them, after asking; what somebody changed meanwhile stays
    --yes    without asking
    --prune  also destroys drafts that no file is of
    --publish  and publishes all drafts`,
  run: async (args, world) => {
    const { values, positionals } = parse(args, { prune: flag, yes: flag, publish: flag })
    const sound = soundFolder(folderIn(positionals, 'apply'))
    if ('said' in sound) return sound.said
    const api = world.api()
    const planned = await planFolder(api, sound.folder.resources, values)
    if (planned.changes.length === 0 && !values.publish) return done(planText(planned))
    world.print(planText(planned))
    if (!values.yes && !(await isWanted(world, planned, values.publish)))
      return { text: 'Nothing was changed.', exitCode: 1 }
    const applied = await applyPlan(api, planned, sound.folder.resources)
    if (applied.stopped) return { text: appliedText(applied, planned), exitCode: 1 }
    if (!values.publish) return done(appliedText(applied, planned))
    const published = await publishDrafts(api, sound.folder.resources)
    if ('published' in published) return done(`${appliedText(applied, planned)}\nPublished as ${published.published}.`)
    return {
      text: `${appliedText(applied, planned)}\n${published.reason}\n${faultsText(published.faults)}`,
      exitCode: 1,
    }
  },
}

const isWanted = async ({ ask, api }: World, { changes }: Plan, publish: boolean): Promise<boolean> => {
  if (!ask) throw new Misunderstood('Nobody is there to say yes: look at npx usher plan, and apply with --yes.')
  const what = [...(changes.length > 0 ? ['make these changes'] : []), ...(publish ? ['publish all drafts'] : [])]
  const answer = await ask(`\nShall I ${what.join(' and ')} at ${api().url}? [y/N] `)
  return /^y(es)?$/i.test(answer.trim())
}

const appliedText = ({ done, stopped }: Applied, planned: Plan): string => {
  const { add, change, destroy } = countsOf({ ...planned, changes: done })
  const text = `${add} added, ${change} changed, ${destroy} destroyed.`
  if (!stopped) return `Apply complete! ${text}`
  const faults = stopped.faults.length === 0 ? [] : [faultsText(stopped.faults)]
  return [`Stopped at ${stopped.at}: ${stopped.reason}`, ...faults, `Before that: ${text}`].join('\n')
}

const exporting: Topic = {
  usage: `npx usher export FOLDER      writes all drafts into a new folder, a file each`,
  run: async (args, world) => {
    const { positionals } = parse(args, {})
    const [folder, ...more] = positionals
    if (folder === undefined || more.length > 0) throw new Misunderstood('export takes the folder to write.')
    return done(`${folder}: ${await exportDrafts(world.api(), folder)} resources`)
  },
}

const schemas: Topic = {
  usage: `npx usher schemas [FOLDER]   writes .usher/schemas/*.json, by which editors complete and check the files`,
  run: async (args) => {
    const { positionals } = parse(args, {})
    return done(writeSchemas(folderIn(positionals, 'schemas')).join('\n'))
  },
}

/** Venues and journeys as files. */
export const codeTopics = { validate, plan, apply, export: exporting, schemas }
