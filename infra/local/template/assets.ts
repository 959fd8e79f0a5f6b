import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Manifest = {
  files?: Record<string, { source?: { path?: string }; destinations?: Record<string, { objectKey?: string }> }>
}

/** Object key in the assets bucket → folder on this machine, from the manifests beside the template. */
export const readAssets = (templatePath: string): ReadonlyMap<string, string> => {
  const folder = dirname(templatePath)
  const manifests = readdirSync(folder)
    .filter((file) => file.endsWith('.assets.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Manifest)
  const assets = manifests
    .flatMap(({ files = {} }) => Object.values(files))
    .flatMap(({ source, destinations = {} }) =>
      Object.values(destinations).map(({ objectKey = '' }) => [objectKey, join(folder, source?.path ?? '')] as const),
    )
  return new Map(assets.filter(([, path]) => existsSync(path)))
}
