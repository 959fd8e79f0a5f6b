import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'

/**
 * Libraries that stay files of their own beside a function that uses them, with all that they need, and whether they are
 * imported or required. opening_hours has most of a megabyte of holidays, and its licence (LGPL) wants it to be replaceable.
 * re2js has 150 kB of Unicode that only a release with a regular expression needs, and liquidjs 80 kB that one with plain
 * texts does not: nothing loads them before.
 */
const APART = { opening_hours: 'esm', re2js: 'cjs', liquidjs: 'cjs' } as const

/** One bundled function: its name, all of its bytes, and those that are not the AWS SDK's. */
export type Bundle = { name: string; bytes: number; bytesWithoutSdk: number }

/**
 * Bundles every `<name>.ts` of a folder into `<outdir>/<name>/index.mjs`, the SDK included: the runtime's own copy
 * is whatever AWS put there that month, and loads slower than a tree-shaken one.
 * Rejects with esbuild's report when a file does not build, or when there is nothing to build.
 */
export const bundleFunctions = async (sourceDir: string, outdir: string): Promise<Bundle[]> => {
  const names = (await readdir(sourceDir)).filter((file) => file.endsWith('.ts')).map((file) => basename(file, '.ts'))
  if (names.length === 0) throw new Error(`No functions to bundle: ${sourceDir} holds no .ts file.`)

  const entryPoints = names.map((name) => ({ in: join(sourceDir, `${name}.ts`), out: join(name, 'index') }))
  const metafile = await bundle(entryPoints, outdir)
  for (const name of names) await layBeside(join(outdir, name))
  return names.sort().map((name) => measured(name, join(outdir, name, 'index.mjs'), metafile))
}

/** Bundles each entry point into `<outdir>/<out>.mjs`, as functions are deployed. */
export const bundle = async (
  entryPoints: readonly { in: string; out: string }[],
  outdir: string,
  apart: readonly string[] = Object.keys(APART),
  format: 'esm' | 'cjs' = 'esm',
): Promise<Metafile> => {
  const { metafile } = await build({
    entryPoints: [...entryPoints],
    outdir,
    outExtension: { '.js': extensions[format] },
    bundle: true,
    external: [...apart],
    minify: true,
    platform: 'node',
    target: 'node24',
    format,
    // The SDK's CommonJS entry points can't be tree-shaken.
    mainFields: ['module', 'main'],
    // CommonJS inside an ES module calls `require`, which Node does not define there.
    banner: format === 'esm' ? { js: ownRequire } : {},
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  })
  return metafile
}

const extensions = { esm: '.mjs', cjs: '.cjs' }
const ownRequire =
  "import{createRequire as $usherRequire}from'node:module';const require=$usherRequire(import.meta.url);"

/** Puts the libraries that a bundle names as files of their own where it finds them. */
const layBeside = async (folder: string) => {
  const code = await readFile(join(folder, 'index.mjs'), 'utf8')
  for (const [name, format] of Object.entries(APART)) {
    if (!code.includes(`"${name}"`)) continue
    const place = join(folder, 'node_modules', name)
    await bundle([{ in: fileURLToPath(import.meta.resolve(name)), out: 'index' }], place, [], format)
    const exports = `./index${extensions[format]}`
    await writeFile(join(place, 'package.json'), JSON.stringify({ name, exports }))
  }
}

const measured = (name: string, file: string, { outputs }: Metafile): Bundle => {
  const output = outputs[relative(process.cwd(), file)]
  if (!output) throw new Error(`esbuild wrote no ${file}.`)
  const own = Object.entries(output.inputs).filter(([input]) => !isSdk(input))
  return {
    name,
    bytes: output.bytes,
    bytesWithoutSdk: own.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
  }
}

const isSdk = (input: string) => /node_modules\/(@aws-sdk|@smithy|@aws-crypto|@aws)\//.test(input)
