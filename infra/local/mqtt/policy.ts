import * as z from 'zod'

/** What a policy's variables stand for on one connection. A statement whose variable has no value matches nothing. */
type PolicyVariables = { clientId: string; thingName?: string }

/** May this connection do `action` (`iot:Publish`) to the resource with this ARN? */
export type Permits = (action: string, resource: string) => boolean

const maxPolicyCharacters = 2048 // AWS IoT Core's limit for each document
const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat())
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
})
const policySchema = z.object({
  Version: z.literal('2012-10-17'),
  Statement: z.union([statementSchema, z.array(statementSchema)]).transform((value) => [value].flat()),
})

/**
 * Reads AWS IoT policy documents (JSON text or objects) for one connection. An explicit Deny wins; what no statement
 * allows is denied. Throws when a document is too long or says something that is not understood here.
 * Source: AWS IoT Core developer guide, "AWS IoT Core policies".
 */
export const readPolicies = (documents: readonly unknown[], variables: PolicyVariables): Permits => {
  const statements = documents.flatMap(parsePolicy).map(({ Effect, Action, Resource }) => ({
    effect: Effect,
    actions: Action.map((action) => pattern(action, variables)),
    resources: Resource.map((resource) => pattern(resource, variables)),
  }))
  return (action, resource) => {
    const matching = statements.filter(
      (one) => one.actions.some((is) => is(action)) && one.resources.some((is) => is(resource)),
    )
    return matching.length > 0 && matching.every((one) => one.effect === 'Allow')
  }
}

const parsePolicy = (document: unknown) => {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  if (text.length > maxPolicyCharacters)
    throw new Error(
      `an IoT policy has ${text.length} characters, at most ${maxPolicyCharacters} are allowed: ${start(text)}`,
    )
  const parsed = policySchema.safeParse(typeof document === 'string' ? parseJson(document) : document)
  if (!parsed.success)
    throw new Error(`an IoT policy is not understood: ${z.prettifyError(parsed.error)}: ${start(text)}`)
  return parsed.data.Statement
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`an IoT policy is not JSON: ${start(text)}`)
  }
}

const start = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text)

const any = Symbol('*')
const one = Symbol('?')
type Token = string | typeof any | typeof one

/** `*` spans everything, slashes too, `?` is one character, and what a variable stands for is taken literally. */
const pattern = (text: string, variables: PolicyVariables): ((value: string) => boolean) => {
  const tokens: Token[] = []
  for (const [part, variable] of text.matchAll(/\$\{([^}]*)\}|[\s\S]/gu)) {
    const value = variable === undefined ? part : meaningOf(variable, variables)
    if (value === undefined) return () => false
    if (variable === undefined && (part === '*' || part === '?')) tokens.push(part === '*' ? any : one)
    else tokens.push(...value)
  }
  return (value) => matches(tokens, [...value])
}

const meaningOf = (variable: string, { clientId, thingName }: PolicyVariables) => {
  if (variable === 'iot:ClientId') return clientId
  if (variable === 'iot:Connection.Thing.ThingName') return thingName
  return undefined
}

/** Greedy matching with one step back to the last `*`: no input makes it slower than tokens × characters. */
const matches = (tokens: readonly Token[], characters: readonly string[]): boolean => {
  let token = 0
  let at = 0
  let star: { token: number; at: number } | undefined
  while (at < characters.length) {
    const wanted = tokens[token]
    if (wanted === any) {
      star = { token, at }
      token++
    } else if (wanted === one || wanted === characters[at]) {
      token++
      at++
    } else if (star !== undefined) {
      star.at++
      token = star.token + 1
      at = star.at
    } else return false
  }
  return tokens.slice(token).every((rest) => rest === any)
}
