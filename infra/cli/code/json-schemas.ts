import { type Kind, kinds } from './kinds.ts'

/** As much of a JSON Schema as is read here. */
type JsonSchema = { properties?: Readonly<Record<string, unknown>>; required?: readonly string[] }

/** The JSON Schema of a file of this kind, for editors: what has a default, and what the file's name says, may be left out. */
export const jsonSchemaOf = (kind: Kind): JsonSchema => {
  const { schema, own, hidden } = kinds[kind]
  const whole: JsonSchema = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' })
  const properties = Object.fromEntries(
    Object.entries(whole.properties ?? {}).filter(([name]) => !hidden.includes(name)),
  )
  const optional = Object.keys(own(''))
  const required = (whole.required ?? []).filter((name) => !optional.includes(name) && !hidden.includes(name))
  return { ...whole, properties: { $schema: { type: 'string' }, ...properties }, required }
}
