import { join, resolve } from 'node:path'
import { isCurrent, renew } from './synthesis-cache.ts'

const ROOT = join(import.meta.dirname, '..')
const INPUTS = ['infra', 'functions', 'shared', 'cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json']
const TEMPLATE = 'Usher.template.json'

/**
 * Synthesizes the stack into `outdir`, unless it holds the result for exactly these sources; then the CDK isn't even loaded.
 * Rejects when a function does not build or a check finds something.
 */
export const synthesize = async (outdir: string): Promise<{ template: string; cached: boolean }> => {
  const folder = resolve(outdir)
  const cached = await isCurrent({ root: ROOT, inputs: INPUTS, outdir: folder })
  if (!cached) await synthesizeAnew(folder)
  return { template: join(folder, TEMPLATE), cached }
}

const synthesizeAnew = async (outdir: string) => {
  const { synthesizeApp } = await import('./app.ts')
  return renew({ root: ROOT, inputs: INPUTS, outdir, produce: synthesizeApp })
}

/** Always anew: whoever asks for a synthesis wants to see the checks pass. */
const main = async () => {
  const startedAt = performance.now()
  const bundles = await synthesizeAnew(join(ROOT, 'cdk.out'))
  const kilobytes = (size: 'bytes' | 'bytesWithoutSdk') => Math.round(Math.max(...bundles.map((b) => b[size])) / 1000)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(
    `cdk.out/${TEMPLATE}: cdk-nag (AwsSolutions) found nothing; ${bundles.length} functions of at most ` +
      `${kilobytes('bytes')} kB, ${kilobytes('bytesWithoutSdk')} kB without the SDK; ${seconds} s`,
  )
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
