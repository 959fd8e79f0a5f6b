import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemaOf } from './json-schemas.ts'
import { kindNames } from './kinds.ts'

/** Writes a JSON Schema for each kind of file into `.usher/schemas/`, for editors. Returns the files. */
export const writeSchemas = (folder: string): string[] => {
  const place = join(folder, '.usher', 'schemas')
  mkdirSync(place, { recursive: true })
  return kindNames.map((kind) => {
    const file = join(place, `${kind}.json`)
    writeFileSync(file, `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`)
    return file
  })
}
