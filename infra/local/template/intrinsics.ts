/** What a reference in the template stands for. Each throws an error that names what it does not know. */
export type References = {
  ref(name: string): unknown
  attribute(logicalId: string, name: string): unknown
}

/** Stands for `AWS::NoValue`: the property is left out. */
export const noValue = Symbol('AWS::NoValue')

/**
 * Resolves CloudFormation's intrinsic functions in a part of a template. `path` says where in the template this part
 * stands, for errors. Understands Ref, GetAtt, Join, Sub, Select and Split; any other function throws.
 */
export const resolve = (value: unknown, references: References, path: string): unknown => {
  if (Array.isArray(value)) {
    return value.map((item, i) => resolve(item, references, `${path}/${i}`)).filter((item) => item !== noValue)
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (only !== undefined && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return call(only[0], only[1], references, path)
  }
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, resolve(item, references, `${path}/${key}`)] as const)
      .filter(([, item]) => item !== noValue),
  )
}

const call = (name: string, argument: unknown, references: References, path: string): unknown => {
  if (name === 'Ref') return references.ref(text(argument, path))
  if (name === 'Fn::Sub') return substitute(argument, references, path)
  const value = resolve(argument, references, `${path}/${name}`)
  if (name === 'Fn::GetAtt') {
    const [logicalId, ...attribute] = typeof value === 'string' ? value.split('.') : texts(value, path)
    return references.attribute(logicalId ?? '', attribute.join('.'))
  }
  const parts = Array.isArray(value) ? value : []
  if (name === 'Fn::Join')
    return list(parts[1], path)
      .map((part) => text(part, path))
      .join(text(parts[0], path))
  if (name === 'Fn::Split') return text(parts[1], path).split(text(parts[0], path))
  if (name === 'Fn::Select') {
    const chosen = list(parts[1], path)[Number(parts[0])]
    if (chosen === undefined)
      throw new Error(`${path}: Fn::Select asks for item ${parts[0]}, which the list does not have.`)
    return chosen
  }
  throw new Error(
    `${path}: the laptop does not understand ${name}. It knows Ref and Fn::GetAtt, Join, Sub, Select, Split.`,
  )
}

/** `${Name}`, `${LogicalId.Attribute}`, `${Variable}` of the second argument, and `${!Literal}`. */
const substitute = (argument: unknown, references: References, path: string): string => {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}]
  const values = resolve(variables, references, path) as Record<string, unknown>
  return text(pattern, path).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`
    if (Object.hasOwn(values, name)) return text(values[name], path)
    const [logicalId = '', ...attribute] = name.split('.')
    return text(
      attribute.length > 0 ? references.attribute(logicalId, attribute.join('.')) : references.ref(name),
      path,
    )
  })
}

const text = (value: unknown, path: string): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Error(`${path}: expected text, got ${JSON.stringify(value)}.`)
}

const list = (value: unknown, path: string): unknown[] => {
  if (Array.isArray(value)) return value
  throw new Error(`${path}: expected a list, got ${JSON.stringify(value)}.`)
}

const texts = (value: unknown, path: string) => list(value, path).map((item) => text(item, path))
