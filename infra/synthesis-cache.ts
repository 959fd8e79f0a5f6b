import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digest } from './digest.ts'

/** What a run leaves beside its output: the hash of all that went in, and of all that came out, entry by entry. */
type Synthesis = { inputs: string; outputs: string; entries: string[] }

type Work<T> = {
  root: string
  /** Files and folders below `root` that the output depends on. */
  inputs: readonly string[]
  outdir: string
  /** Fills an empty folder. What it rejects with is passed on, and nothing is kept. */
  produce: (folder: string) => Promise<T>
}

const RECORD = 'synthesized.json'
const DAY = 24 * 3600 * 1000

/** Whether `outdir` holds, byte for byte, what a finished run made of exactly these inputs. */
export const isCurrent = async ({ root, inputs, outdir }: Omit<Work<unknown>, 'produce'>): Promise<boolean> => {
  const record = await readRecord(outdir)
  if (!record || record.inputs !== (await digest(root, inputs))) return false
  return record.outputs === (await digest(outdir, record.entries).catch(() => undefined))
}

/** Produces into a folder of its own and moves what is complete into `outdir`; the record comes last, so that a run cut short leaves none. */
export const renew = async <T>({ root, inputs, outdir, produce }: Work<T>): Promise<T> => {
  await mkdir(outdir, { recursive: true })
  const staging = await mkdtemp(join(outdir, '.staging-'))
  try {
    const before = await digest(root, inputs)
    const produced = await produce(staging)
    const entries = await readdir(staging)
    const outputs = await digest(staging, entries)

    await rm(join(outdir, RECORD), { force: true })
    for (const entry of entries) await replace(join(staging, entry), join(outdir, entry))
    await prune(outdir, entries)

    // Somebody saved a file meanwhile: nobody knows which version went in.
    if (before !== (await digest(root, inputs))) return produced
    await writeFile(join(staging, RECORD), JSON.stringify({ inputs: before, outputs, entries } satisfies Synthesis))
    await rename(join(staging, RECORD), join(outdir, RECORD))
    return produced
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** Nothing, as after a run cut short, where the record is missing or torn. */
const readRecord = (outdir: string): Promise<Synthesis | undefined> =>
  readFile(join(outdir, RECORD), 'utf8')
    .then((text): Synthesis => JSON.parse(text))
    .catch(() => undefined)

const replace = async (from: string, to: string) => {
  // A folder can't be renamed over another one.
  if ((await stat(from)).isDirectory()) await rm(to, { recursive: true, force: true })
  await rename(from, to)
}

/** Old bundles stay for a day: a laptop that runs still loads them. */
const prune = async (outdir: string, current: readonly string[]) => {
  const old = (await readdir(outdir)).filter((name) => /^(asset\.|\.staging-)/.test(name) && !current.includes(name))
  for (const name of old) {
    const found = await stat(join(outdir, name)).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > DAY) await rm(join(outdir, name), { recursive: true, force: true })
  }
}
