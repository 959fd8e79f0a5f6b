import { cpSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { bundle } from '../../bundle.ts'
import { functionsOf } from '../../local/lambda/functions.ts'
import { readTemplate } from '../../local/template.ts'
import { type Cargo, cargoFile } from './cargo.ts'

const functionName = 'usher-engage-visitors'

/** What the template says of `engage-visitors`: where its bundle is, and its environment. */
export const engageVisitorsOf = (templatePath: string) => {
  const template = readTemplate(templatePath, { endpointPort: 1 })
  const found = functionsOf(template, 'http://127.0.0.1:1').find((fn) => fn.functionName === functionName)
  if (found === undefined) throw new Error(`${templatePath} has no function ${functionName}`)
  return found
}

/** Copies a synthesis into `folder`, with the floor's bundle and its cargo in the place of engage-visitors'. Gives the copy's template. */
export const copyWithFloor = async (templatePath: string, folder: string, cargo: Cargo): Promise<string> => {
  const synthesis = dirname(templatePath)
  cpSync(synthesis, folder, { recursive: true })
  const bundleFolder = join(folder, relative(synthesis, dirname(engageVisitorsOf(templatePath).file)))
  await bundle([{ in: join(import.meta.dirname, 'floor.ts'), out: 'index' }], bundleFolder)
  writeFileSync(join(bundleFolder, cargoFile), JSON.stringify(cargo))
  return join(folder, basename(templatePath))
}
