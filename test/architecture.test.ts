import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** What a folder may import: folders and files of ours, and packages (`x/*` for all of a scope or prefix). */
type Arrow = { from: string; to: readonly string[]; packages: readonly string[] }

/** The arrows of the design, the most specific folder first. A folder may always import from itself. */
const arrows: readonly Arrow[] = [
  {
    from: 'shared/domain',
    to: [],
    packages: ['node:crypto', 'node:module', 'point-in-polygon-hao', 'flatbush', 're2js', 'fastest-levenshtein'],
  },
  { from: 'shared/ports.ts', to: ['shared/domain', 'shared/ports'], packages: [] },
  { from: 'shared/ports', to: ['shared/domain'], packages: [] },
  { from: 'shared/hours', to: ['shared/domain'], packages: ['opening_hours', 'croner'] },
  { from: 'shared/schemas', to: ['shared/domain', 'shared/hours'], packages: ['zod', 'croner'] },
  {
    from: 'shared/hardware',
    to: ['shared/domain', 'shared/schemas'],
    packages: ['advlib-ble*', 'raddec'],
  },
  { from: 'shared/templates', to: ['shared/domain'], packages: ['liquidjs', 'node:module'] },
  { from: 'shared/access', to: ['shared/domain'], packages: ['node:crypto', 'jose'] },
  { from: 'shared/maps', to: ['shared/domain'], packages: ['node:crypto', 'node:stream/*', 'yauzl', 'yazl'] },
  {
    from: 'shared/use-cases',
    to: [
      'shared/domain',
      'shared/ports.ts',
      'shared/ports',
      'shared/hardware',
      'shared/maps',
      'shared/schemas',
      'shared/access',
      'shared/hours',
      'shared/templates',
      'shared/ports',
    ],
    packages: [],
  },
  {
    from: 'shared/adapters/aws',
    // the protocols over single items are the same in memory
    to: ['shared/domain', 'shared/ports.ts', 'shared/ports', 'shared/adapters/offers', 'shared/adapters/ceilings'],
    packages: ['@aws-sdk/*', '@smithy/*', 'node:*'],
  },
  { from: 'shared/adapters', to: ['shared/domain', 'shared/ports.ts', 'shared/ports'], packages: ['node:util'] },
  { from: 'shared/client', to: ['shared/domain'], packages: ['mqtt'] },
  {
    from: 'shared/lambda',
    to: ['shared/domain', 'shared/ports.ts', 'shared/use-cases', 'shared/schemas', 'shared/access'],
    packages: ['@aws-lambda-powertools/*', '@middy/core', 'aws-lambda', 'node:*'],
  },
  {
    from: 'functions',
    to: ['shared/domain', 'shared/use-cases', 'shared/adapters', 'shared/lambda', 'shared/schemas', 'shared/access'],
    packages: ['aws-lambda', 'node:crypto'],
  },
  {
    from: 'infra/constructs',
    to: ['shared/lambda/metric-names.ts'],
    packages: ['aws-cdk-lib/*', 'constructs', 'node:*'],
  },
]

type Import = { file: string; target: string }

const roots = ['shared', 'functions', 'infra', 'console', 'test'].filter(existsSync)
const sources = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(root, path).replaceAll('\\', '/')),
)

// import … from 'x', export … from 'x', import 'x', and import('x') also in types; statements begin their line
const statement =
  /^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

const importsOf = (file: string, source = readFileSync(file, 'utf8')): Import[] =>
  [...source.matchAll(statement)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? ''
    if (name.startsWith('.')) return { file, target: normalize(join(dirname(file), name)).replaceAll('\\', '/') }
    return { file, target: name.startsWith('#') ? name.slice(1) : name }
  })

const imports = sources.flatMap((file) => importsOf(file))
const isOurs = (target: string) => roots.some((root) => target.startsWith(`${root}/`))
const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
const told = ({ file, target }: Import) => `${file} → ${target}`

/** Whether a package is one of a list. */
const matches = (target: string, packages: readonly string[]) =>
  packages.some((one) => (one.endsWith('*') ? target.startsWith(one.slice(0, -1)) : target === one))

const arrowOf = (file: string) => arrows.find(({ from }) => isIn(file, from))

test('there is something to guard: more than fifty files, and imports of every kind are read', () => {
  expect(sources.filter((file) => !file.startsWith('test/')).length).toBeGreaterThan(50)
  expect(imports.filter(({ target }) => isOurs(target)).length).toBeGreaterThan(200)
  for (const { from } of arrows) expect([from, sources.some((file) => isIn(file, from))]).toEqual([from, true])
  const source = [
    "import a from 'a'",
    "import { b,\n  c } from './b.ts'",
    "import type { D } from '#shared/d.ts'",
    "export * from '../e.ts'",
    "import 'f'",
    "const g = await import('g')",
    "type H = import('h').H",
    'const text = "from \'nowhere\'"',
  ].join('\n')
  expect(importsOf('shared/x/y.ts', source).map(({ target }) => target)).toEqual([
    'a',
    'shared/x/b.ts',
    'shared/d.ts',
    'shared/e.ts',
    'f',
    'g',
    'h',
  ])
})

describe('arrows', () => {
  test.each(arrows.map(({ from, to }) => [from, to.join(', ') || 'nothing'] as const))('%s → %s', (from) => {
    const wrong = imports.filter(({ file, target }) => {
      const arrow = arrowOf(file)
      if (arrow?.from !== from || isIn(target, from)) return false
      return isOurs(target) ? !arrow.to.some((folder) => isIn(target, folder)) : !matches(target, arrow.packages)
    })
    expect(wrong.map(told)).toEqual([])
  })

  test('only the AWS adapters know the AWS SDK, and the laptop, which stands in for AWS', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        target.startsWith('@aws-sdk/') && !/^(shared\/adapters\/aws|infra\/local|infra\/replay|test)\//.test(file),
    )
    expect(wrong.map(told)).toEqual([])
  })

  test('shapes are checked at the border only: zod in the schemas, where they are described, and where the laptop, the replay and the evaluation read files and templates', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        target === 'zod' &&
        !/^(shared\/schemas|infra\/local|infra\/replay|infra\/evaluate|infra\/openapi|test)\//.test(file),
    )
    expect(wrong.map(told)).toEqual([])
  })

  test('what runs in the cloud knows nothing of the laptop, and nothing but tests knows the tests', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        (/^(shared|functions)\//.test(file) && /^(infra|console)\//.test(target)) ||
        (!file.startsWith('test/') && target.startsWith('test/')),
    )
    expect(wrong.map(told)).toEqual([])
  })
})

test('no file imports itself by a detour', () => {
  const byFile = Map.groupBy(
    imports.filter(({ target }) => isOurs(target)),
    ({ file }) => file,
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file)
    if (start !== -1) circles.push([...path.slice(start), file].join(' → '))
    if (start !== -1 || done.has(file)) return
    for (const { target } of byFile.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of sources) visit(file, [])
  expect(circles).toEqual([])
})

test('every file that is imported exists', () => {
  const known = new Set(sources)
  const missing = imports.filter(({ target }) => isOurs(target) && /\.tsx?$/.test(target) && !known.has(target))
  expect(missing.map(told)).toEqual([])
})

test('no barrels', () => {
  expect(sources.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([])
})

test('no file is longer than 300 lines', () => {
  const long = sources
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300)
  expect(long).toEqual([])
})
