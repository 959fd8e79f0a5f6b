import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runsHere } from './local/not-run.ts'
import { synthesize } from './synth.ts'

const ROOT = join(import.meta.dirname, '..')
/** Where the template is asserted; below test/infra/local it is run. */
const TEST_FOLDERS = ['test/infra', 'test/infra/constructs']

/** One test over the template: its title, and the types of resource that it names. */
export type TemplateTest = { title: string; types: readonly string[] }

type Resource = { logicalId: string; type: string }

/** What stands behind a resource: the laptop that runs its type, the tests that name its type, or nothing. */
export type Cover = Resource & { by: 'runs here' | 'asserted' | 'neither'; tests: readonly string[] }

/** How each resource is covered. Running comes first: what runs is tested by what it does. */
export const coverOf = (resources: readonly Resource[], tests: readonly TemplateTest[]): Cover[] =>
  resources.map(({ logicalId, type }) => {
    if (runsHere(type)) return { logicalId, type, by: 'runs here', tests: [] }
    const titles = tests.filter(({ types }) => types.includes(type)).map(({ title }) => title)
    return { logicalId, type, by: titles.length > 0 ? 'asserted' : 'neither', tests: titles }
  })

/** The tests of one file. They name a type as `'SQS::Queue'`, with or without `AWS::`. */
export const testsIn = (source: string): TemplateTest[] =>
  source
    .split(/^test\(/m)
    .slice(1)
    .map((text) => ({
      title: /^'((?:[^'\\]|\\.)*)'/.exec(text)?.[1] ?? '',
      types: [...text.matchAll(/'(?:AWS::)?(\w+::\w+)'/g)].map(([, type]) => `AWS::${type}`),
    }))

const readTests = () =>
  TEST_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
      .filter((source) => source.includes('synthesizeTemplate('))
      .flatMap(testsIn),
  )

const readResources = (path: string): Resource[] => {
  const { Resources } = JSON.parse(readFileSync(path, 'utf8')) as { Resources: Record<string, { Type: string }> }
  return Object.entries(Resources).map(([logicalId, { Type }]) => ({ logicalId, type: Type }))
}

/** Lists every resource of the template with what covers it, by type; fails where nothing does. */
const main = async () => {
  const { template } = await synthesize(join(ROOT, 'cdk.out'))
  const covers = coverOf(readResources(template), readTests())
  for (const [type, of] of [...Map.groupBy(covers, (cover) => cover.type)].sort()) {
    const [{ by, tests } = { by: 'neither', tests: [] }] = of
    console.log(`${type}: ${by}${tests.map((title) => `\n    by "${title}"`).join('')}`)
    for (const { logicalId } of of) console.log(`  ${logicalId}`)
  }
  const uncovered = covers.filter(({ by }) => by === 'neither')
  const count = (by: Cover['by']) => covers.filter((cover) => cover.by === by).length
  console.log(`${covers.length} resources: ${count('runs here')} run here, ${count('asserted')} are asserted by tests`)
  if (uncovered.length === 0) return
  const missing = [...new Set(uncovered.map(({ type }) => type))].join(', ')
  throw new Error(
    `${uncovered.length} resources are covered by nothing: run ${missing} in infra/local, or assert it in test/infra.`,
  )
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
