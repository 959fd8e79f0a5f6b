import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib/core'
import { AwsSolutionsChecks } from 'cdk-nag'
import settings from '../cdk.json' with { type: 'json' }
import { bundleFunctions } from './bundle.ts'
import { collectRoutes } from './openapi/collect-routes.ts'
import { describeApi } from './openapi/describe.ts'
import { UsherStack } from './usher-stack.ts'

const FUNCTIONS = join(import.meta.dirname, '..', 'functions')

/**
 * The CDK app over a folder of bundles. Its context is cdk.json's, whether or not the CDK's command line runs it.
 * Without `outdir` it goes where that command line says.
 */
export const createApp = (bundles: string, outdir?: string): App => {
  const app = new App({
    context: settings.context,
    // No metadata resource: it would need a condition for each region.
    analyticsReporting: false,
    ...(outdir && { outdir }),
  })
  new UsherStack(app, { bundles })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return app
}

/** Bundles the functions, describes their routes, synthesizes, and returns the bundles' sizes. Throws on any finding of cdk-nag or of the template's own validation; the findings go to stderr. */
export const synthesizeApp = async (outdir?: string) => {
  const bundles = await mkdtemp(join(tmpdir(), 'usher-bundles-'))
  try {
    const sizes = await bundleFunctions(FUNCTIONS, bundles)
    await writeFile(
      join(bundles, 'describe-api', 'openapi.json'),
      JSON.stringify(describeApi(await collectRoutes(FUNCTIONS))),
    )
    createApp(bundles, outdir).synth()
    return sizes
  } finally {
    await rm(bundles, { recursive: true, force: true })
  }
}

if (import.meta.main) await synthesizeApp()
