import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from '#shared/schemas/json-schemas.ts'
import { kindNames } from './kinds.ts'

/** Writes a JSON Schema for each kind of file into `.usher/schemas/`, for editors. Returns the files. */
export const writeSchemas = (folder: string): string[] => {
  const place = join(folder, '.usher', 'schemas')
  mkdirSync(place, { recursive: true })
  const schemas = jsonSchemas()
  return kindNames.map((kind) => {
    const file = join(place, `${kind}.json`)
    // told there by one resource (`journey`), here by their folder
    writeFileSync(file, `${JSON.stringify(schemas[kind] ?? schemas[kind.slice(0, -1)], null, 2)}\n`)
    return file
  })
}
