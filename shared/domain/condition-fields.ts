import { nearestName } from './nearest-name.ts'

/**
 * What a condition can ask about, and what each of these has; `any`: what traits, data and feeds happen to have;
 * none: it is a value itself. */
const subjectFields: Readonly<Record<string, readonly string[] | 'any'>> = {
  customer: 'any',
  moment: ['kind', 'venueId', 'zoneId', 'dwellSeconds', 'confidence'],
  event: 'any',
  receipt: ['messageId', 'event', 'at', 'answer'],
  device: ['kind'],
  visit: ['id', 'seconds', 'path'],
  zone: ['id', 'name'],
  venue: ['id', 'name'],
  feeds: 'any',
  stock: 'any',
  run: ['variants', 'sent'],
  history: ['entered', 'daysSinceEntered', 'openRuns'],
  now: [],
}

export const subjectRoots = Object.keys(subjectFields)

const longestField = 200

// the archive tells a field from what it saw by these
const unclear = /[";\p{Cc}]|[:,] /u

/**
 * What is wrong with a field's name, and how it would be right; undefined: nothing. `roots` are what it may begin with;
 * none: it is a field of an element, whose names nobody knows.
 */
export const fieldFault = (
  field: string,
  roots: readonly string[] | undefined,
): { reason: string; example: string } | undefined => {
  const [root = '', second, ...others] = field.split('.')
  if (field.length > longestField || unclear.test(field) || [root, second, ...others].includes('')) {
    return {
      reason: `a field is names with dots between them, of at most ${longestField} characters, without quotes and semicolons`,
      example: '"customer.tier"',
    }
  }
  if (roots === undefined) return undefined
  if (!roots.includes(root)) {
    const meant = nearestName(root, roots)
    const instead = meant && [meant, second, ...others].filter((part) => part !== undefined).join('.')
    return {
      reason: `there is no ${root} here${meant === undefined ? `; there is ${roots.join(', ')}` : `, ${meant} is near`}`,
      example: JSON.stringify(instead ?? `${roots[0]}.${field}`),
    }
  }
  const known = Object.hasOwn(subjectFields, root) ? subjectFields[root] : undefined
  if (known?.length === 0)
    return second === undefined
      ? undefined
      : { reason: `${root} is a value, and has no ${second}`, example: `"${root}"` }
  if (second === undefined) {
    const [name = 'tier'] = known === 'any' ? [] : (known ?? [])
    return { reason: `${root} is no value, its fields are`, example: `"${root}.${name}"` }
  }
  if (known === undefined || known === 'any' || known.includes(second)) return undefined
  const meant = nearestName(second, known)
  return {
    reason: `${root} has no ${second}${meant === undefined ? `; it has ${known.join(', ')}` : `, ${meant} is near`}`,
    example: JSON.stringify([root, meant ?? known[0], ...others].join('.')),
  }
}
