import fc from 'fast-check'

/** Somewhere in a value, what to do there, and with what. */
export type Mutation = {
  at: readonly number[]
  act: 'replace' | 'remove' | 'rename' | 'repeat' | 'swap'
  with: unknown
  name: string
}

const names = [
  '__proto__',
  'constructor',
  'toString',
  'id',
  'next',
  'kind',
  'exit',
  'where',
  '$and',
  '$segment',
  '$regex',
  '',
]
const texts = [
  '',
  'exit',
  'offer',
  '{{',
  '{% for i in (1..9) %}',
  '{{ customer.x }}',
  '$in',
  '((a+)+)+$',
  '\u0000',
  'ä'.repeat(500),
]

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.array(fc.nat(1000), { maxLength: 8 }),
    act: fc.constantFrom('replace' as const, 'remove' as const, 'rename' as const, 'repeat' as const, 'swap' as const),
    with: fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(...texts),
      fc.constantFrom(0, -1, 1e308, null, [], {}),
    ),
    name: fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 10 })),
  }),
  { minLength: 1, maxLength: 6 },
)

/** A copy of a JSON value with all of these done to it, as it would come over the wire. */
export const mutated = (value: unknown, all: readonly Mutation[]): unknown =>
  all.reduce((copy, one) => mutate(copy, one.at, one), JSON.parse(JSON.stringify(value)))

const mutate = (value: unknown, [step, ...rest]: readonly number[], mutation: Mutation): unknown => {
  const entries = Array.isArray(value) ? value.map((one, i) => [String(i), one] as const) : entriesOf(value)
  if (step === undefined || entries.length === 0) return mutation.act === 'replace' ? mutation.with : value
  const chosen = step % entries.length
  const [other] = entries[(chosen + 1) % entries.length] ?? []
  const changed = entries.flatMap(([name, inner], i): (readonly [string, unknown])[] => {
    if (i !== chosen) return [[name, inner]]
    if (rest.length > 0) return [[name, mutate(inner, rest, mutation)]]
    if (mutation.act === 'replace') return [[name, mutation.with]]
    if (mutation.act === 'remove') return []
    if (mutation.act === 'rename') return [[mutation.name, inner]]
    return mutation.act === 'swap'
      ? [[other ?? name, inner]]
      : [
          [name, inner],
          [`${name}${mutation.name}`, inner],
        ]
  })
  if (Array.isArray(value)) return changed.map(([, inner]) => inner)
  // as JSON.parse does it: __proto__ is a field like others
  return JSON.parse(`{${changed.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`).join(',')}}`)
}

const entriesOf = (value: unknown): (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []
